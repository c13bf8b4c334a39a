import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { renderAnnotations } from './annotations.ts'
import type { ReportInput } from './input.ts'

/** A longer summary is not shown at all: GitHub's limit is 1 MiB, ours leaves room for the note. Octets. */
const longestSummary = 1_000_000

/**
 * What a step of GitHub Actions prints of a run: the text for the terminal, then an annotation for each root. The runner obeys
 * every printed line that looks like one of its commands, so they are switched off while the text goes by: it quotes
 * what a server sent.
 */
export function tellGitHub(
  text: string,
  input: ReportInput,
  options: { readonly strict: boolean },
  token: string = randomUUID(),
): string {
  return `::stop-commands::${token}\n${text.trimEnd()}\n::${token}::\n${renderAnnotations(input, options)}`
}

/**
 * Appends a run's report to the job's summary.
 *
 * @param summary the file that GITHUB_STEP_SUMMARY names.
 * @throws the system's error when one cannot be read or the other cannot be written.
 */
export function appendSummary(summary: string, report: string): void {
  appendFileSync(summary, summaryOf(readFileSync(report, 'utf8')))
}

/** The report, cut at the end of a line where it is longer than GitHub shows. */
export function summaryOf(report: string, most: number = longestSummary): string {
  if (Buffer.byteLength(report) <= most) return report
  const kept = Buffer.from(report).subarray(0, most).toString('utf8')
  const lines = kept.slice(0, kept.lastIndexOf('\n') + 1)
  // Cut within a block of code, the note would be part of it.
  const fence = openFence(lines)
  const end = fence === null ? '' : `${fence}\n`
  return `${lines}${end}\n**The report is longer than GitHub shows: report.md in the run's folder has all of it.**\n`
}

function openFence(markdown: string): string | null {
  let open: string | null = null
  for (const [fence] of markdown.matchAll(/^`{3,}/gm)) {
    if (open === null) open = fence
    else if (fence.length >= open.length) open = null
  }
  return open
}
