import { join } from 'node:path'
import { newRunId, runsFolder } from '../evidence/folders.ts'
import { startJudging } from '../judge/judge.ts'
import { listenForInterrupt } from './interrupt.ts'

export interface VerifyOptions {
  readonly target: string
  /** Glob of claim ids; null for all. */
  readonly only: string | null
  readonly strict: boolean
  readonly json: boolean
  /** Id of a fault to inject into the stack that verify starts; null for none. */
  readonly fault: string | null
}

/** One verification: survey, judgement, report. Answers the exit code. */
export async function verify(options: VerifyOptions): Promise<number> {
  const interrupt = listenForInterrupt()
  const id = newRunId(new Date())
  const folder = join(runsFolder, id)
  // The judge's process loads the specs while everything else is under way, even while we load the rest of ourselves.
  const judging = startJudging({
    records: [folder],
    strict: options.strict,
    wait: true,
    allure: join(folder, 'allure-results'),
  })
  try {
    const { verifyRun } = await import('./verify-run.ts')
    return await verifyRun(options, { id, folder, judging, interrupt })
  } finally {
    judging.stop()
  }
}
