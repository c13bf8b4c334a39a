import { join } from 'node:path'
import type { Claim } from '../claims/claim.ts'
import { type Recorded, type RecordWriter, readRecord, type Survey } from '../evidence/record.ts'
import type { Run } from '../evidence/run.ts'
import { pointLatestAt, previousVerdicts } from '../evidence/runs.ts'
import { scanForSecrets } from '../evidence/scan.ts'
import type { Verdicts } from '../evidence/verdict.ts'
import type { Judgement } from '../judge/judge.ts'
import { exitCodeOf, verdictsOf } from '../judge/verdicts.ts'
import { appendSummary, tellGitHub } from '../report/github.ts'
import { tellOnTerminal } from '../report/tell.ts'
import { writeReports } from '../report/write.ts'
import type { Secrets } from '../targets/target.ts'

export interface JudgedRun {
  readonly record: RecordWriter
  readonly run: Run
  readonly claims: readonly Claim[]
  readonly survey: Survey
  readonly judgement: Judgement
  readonly secrets: Secrets
  readonly strict: boolean
  readonly json: boolean
}

/** Lines of the record that nobody could read: what they held was not judged. */
function damageOf({ damaged }: Recorded): string[] {
  return damaged.map(
    (line) => `observations.jsonl:${line}: the line cannot be read, or answers a question a second time`,
  )
}

/** Sums up a judged run, writes its reports, and gives what is to be printed. */
export function tellRun(judged: JudgedRun): { readonly text: string; readonly exitCode: number } {
  const { record, run, claims, survey, judgement, secrets, strict, json } = judged
  const recorded = readRecord(record.folder)
  let verdicts: Verdicts = verdictsOf({
    run,
    ended: new Date().toISOString(),
    claims,
    outcomes: judgement.outcomes,
    observations: recorded.observations,
    defects: [...survey.defects, ...judgement.defects, ...damageOf(recorded)],
  })
  const previous = previousVerdicts(run.target.name, run.id)
  const write = () => writeReports({ record, recorded, verdicts, previous, claims, strict })
  write()
  const leaks = scanForSecrets(record.folder, secrets)
  if (leaks.length > 0) {
    verdicts = { ...verdicts, complete: false, defects: [...verdicts.defects, ...leaks] }
    write()
  }
  pointLatestAt(record.folder)
  const exitCode = exitCodeOf(verdicts, { strict })
  if (json) return { text: `${JSON.stringify(verdicts, null, 2)}\n`, exitCode }
  const text = tellOnTerminal({ recorded, verdicts, previous, strict })
  if (process.env.GITHUB_ACTIONS !== 'true') return { text, exitCode }
  const summary = process.env.GITHUB_STEP_SUMMARY
  // More people see a job's page than its files: nothing goes there from a report that may hold a secret.
  if (summary && leaks.length === 0) appendSummary(summary, join(record.folder, 'report.md'))
  return { text: tellGitHub(text, { ...recorded, verdicts, previous }, { strict }), exitCode }
}
