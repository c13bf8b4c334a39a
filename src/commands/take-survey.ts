import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Claim } from '../claims/claim.ts'
import { newRunId, runsFolder } from '../evidence/folders.ts'
import { RecordWriter, type Survey } from '../evidence/record.ts'
import type { Run, Waiver } from '../evidence/run.ts'
import type { SurveyProgress } from '../survey/survey.ts'
import { survey } from '../survey/survey.ts'
import type { LiveTarget } from '../targets/target.ts'
import { suiteIdentity } from './suite.ts'

export interface SurveyOrder {
  /** Id of the run; a new one if left out. */
  readonly id?: string
  readonly live: LiveTarget
  readonly claims: readonly Claim[]
  readonly only: string | null
  /** Asked for beforehand, where there was time; asked now if left out. */
  readonly suite?: Promise<Run['suite']>
  readonly waivers: readonly Waiver[]
  readonly signal: AbortSignal
  /** Factor on every budget; 1 if left out. */
  readonly patience?: number
  readonly progress?: (told: SurveyProgress) => void
  /** Where runs are kept; `reports/runs` if left out. */
  readonly runs?: string
}

export interface SurveyUnderWay {
  readonly record: RecordWriter
  readonly run: Run
  /** Settles when the last observation is on disk. */
  readonly ended: Promise<Survey>
}

/** Describes the run on disk, then looks. The record is closed only when every wave has run to its end. */
export async function beginSurvey(order: SurveyOrder): Promise<SurveyUnderWay> {
  const now = new Date()
  const run: Run = {
    schemaVersion: 1,
    id: order.id ?? newRunId(now),
    nonce: randomBytes(16).toString('hex'),
    started: now.toISOString(),
    target: order.live.target,
    only: order.only,
    waivers: [...order.waivers],
    suite: await (order.suite ?? suiteIdentity()),
    runtime: {
      node: process.version,
      openssl: process.versions.openssl ?? '',
      platform: `${process.platform} ${process.arch}`,
    },
  }
  const record = new RecordWriter(join(order.runs ?? runsFolder, run.id), run)
  const ended = survey({ ...order, run, record }).then((taken) => {
    order.signal.throwIfAborted()
    const closed = { ended: new Date().toISOString(), observations: taken.observations, defects: [...taken.defects] }
    record.close(closed)
    return closed
  })
  // Whoever waits for it hears of a failure; until then it is not an unhandled one.
  ended.catch(() => {})
  return { record, run, ended }
}
