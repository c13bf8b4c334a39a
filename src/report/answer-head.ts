import type { Json } from '../evidence/json.ts'

/** Lines told of one head; heads are small by nature, hostile ones are not. */
const mostLines = 80
const longestLine = 400

/**
 * The plain facts of an answer as lines: scalars as `name: value`, a list of pairs (header fields) as they were sent, anything
 * deeper as JSON. Not escaped.
 */
export function headLines(head: Json): string[] {
  const lines = linesOf(head, '').map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line))
  return lines.length > mostLines ? [...lines.slice(0, mostLines), `… ${lines.length - mostLines} more lines`] : lines
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
