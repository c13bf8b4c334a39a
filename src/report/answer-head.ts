import type { Json } from '../evidence/json.ts'

/** Lines told of one head; heads are small by nature, hostile ones are not. */
const mostLines = 80
const longestLine = 400

/**
 * The plain facts of an answer as lines: scalars as `name: value`, a list of pairs (header fields) as they were sent, anything
 * deeper as JSON. `compact` puts facts that belong together on one line. Not escaped.
 */
export function headLines(head: Json, { compact = false } = {}): string[] {
  const facts = withoutReply(head)
  const lines = [...replyLines(head), ...(compact ? compactLines(facts) : linesOf(facts, ''))].map((line) =>
    line.length > longestLine ? `${line.slice(0, longestLine)}…` : line,
  )
  return lines.length > mostLines ? [...lines.slice(0, mostLines), `… ${lines.length - mostLines} more lines`] : lines
}

/** A line for the scalars, and one for each member that has members of its own. */
function compactLines(value: Json): string[] {
  if (!isMembers(value)) return [scalar(value)]
  const members = Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [{ name, member }]))
  const together = members.filter(({ member }) => !isMembers(member) && !isPairs(member))
  const apart = members.filter(({ member }) => isMembers(member) || isPairs(member))
  return [
    ...(together.length === 0 ? [] : [together.map(({ name, member }) => `${name}=${scalar(member)}`).join(' ')]),
    ...apart.flatMap(({ name, member }) =>
      isMembers(member)
        ? [
            `${name}: ${Object.entries(member)
              .map(([key, inner]) => `${key}=${scalar(inner ?? null)}`)
              .join(' ')}`,
          ]
        : linesOf({ [name]: member }, ''),
    ),
  ]
}

/** A status and header fields as curl shows them: they are what a person looks for first. */
function replyLines(head: Json): string[] {
  const reply = replyOf(head)
  if (reply === null) return []
  const version = isMembers(head) && head.version === 'h2' ? 'HTTP/2' : 'HTTP/1.1'
  return [`${version} ${reply.status}`, ...reply.headers.map(([name, value]) => `${name}: ${value}`), '']
}

function withoutReply(head: Json): Json {
  if (replyOf(head) === null || !isMembers(head) || !isMembers(head.reply ?? null)) return head
  const { status: _, headers: __, ...rest } = head.reply as { readonly [key: string]: Json | undefined }
  return { ...head, reply: rest }
}

function replyOf(
  head: Json,
): { readonly status: number; readonly headers: readonly (readonly [string, string])[] } | null {
  if (!isMembers(head)) return null
  const { reply = null } = head
  if (!isMembers(reply) || typeof reply.status !== 'number') return null
  const { status, headers = null } = reply
  return isPairs(headers) ? { status, headers } : null
}

function linesOf(value: Json, indent: string): string[] {
  if (!isMembers(value)) return [indent + scalar(value)]
  return Object.entries(value).flatMap(([name, member]) => {
    if (member === undefined) return []
    if (isPairs(member)) return [`${indent}${name}:`, ...member.map(([key, text]) => `${indent}  ${key}: ${text}`)]
    if (isMembers(member) && indent === '') return [`${name}:`, ...linesOf(member, '  ')]
    return [`${indent}${name}: ${scalar(member)}`]
  })
}

function scalar(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isMembers(value: Json): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPairs(value: Json): value is readonly (readonly [string, string])[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string'))
  )
}
