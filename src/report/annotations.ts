import { findingsOf } from './findings.ts'
import type { ReportInput } from './input.ts'
import { shortened, shortenedPair } from './shorten.ts'
import { standingOf } from './standing.ts'
import { visible, visibleLines } from './visible.ts'
import { words } from './words.ts'

const longestValue = 500

/**
 * Workflow commands for GitHub Actions: an error for each root, a warning for each SHOULD and each blindness. A run that is
 * not green leaves at least one error. Empty, or lines that each end with a newline.
 */
export function renderAnnotations(input: ReportInput, options: { readonly strict: boolean }): string {
  const told = words.en
  const { verdicts } = input
  const findings = findingsOf(verdicts, input.observations, options)
  const standing = standingOf(verdicts, told, options)
  const lines = [
    ...findings.roots.map(({ root, followers }) => {
      const values = shortenedPair(root.expected, root.observed, longestValue)
      const message = [
        root.title.en,
        root.observed === '' ? root.reason : `seen: ${values.observed}`,
        root.expected === '' ? '' : `expected: ${values.expected}`,
        `why: ${root.why}`,
        root.byHand[0] === undefined ? '' : `look: ${root.byHand[0]}`,
        followers.length === 0 ? '' : `follows: ${followers.map(({ id }) => id).join(', ')}`,
      ]
      return command('error', { file: root.file, line: root.line, title: `refuted: ${root.id}` }, message)
    }),
    ...(standing.status === 'undecided'
      ? [command('error', { title: told.status.undecided }, [standing.line, ...verdicts.defects])]
      : []),
    ...findings.blind.map(({ code, reasons, claims }) => {
      const [first] = claims
      const where = first ? { file: first.file, line: first.line } : {}
      const message = [claims.map(({ id }) => id).join(', '), ...reasons, told.advice(code)]
      return command('warning', { ...where, title: `could not look: ${told.claims(claims.length)}` }, message)
    }),
    ...findings.should.map(({ root }) =>
      command('warning', { file: root.file, line: root.line, title: `SHOULD, refuted: ${root.id}` }, [
        root.title.en,
        root.reason,
      ]),
    ),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

interface Place {
  readonly file?: string
  readonly line?: number
  readonly title: string
}

/** Longest message; GitHub shows about as much. Characters. */
const longestMessage = 4000

function command(level: 'error' | 'warning', { file, line, title }: Place, message: readonly string[]): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${escapeProperty(visible(shortened(file, 200)))}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${escapeProperty(visible(shortened(title, 200)))}`,
  ]
  const text = message.filter((part) => part !== '').join('\n')
  return `::${level} ${properties.join(',')}::${escapeData(visibleLines(shortened(text, longestMessage)))}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
