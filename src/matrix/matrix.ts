import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '../../fixtures/fault.ts'
import { type SharedParts, startShared, startStack } from '../../fixtures/stack/stack.ts'
import type { Catalogue } from '../claims/catalogue.ts'
import { beginSurvey } from '../commands/take-survey.ts'
import { newRunId, reportsFolder } from '../evidence/folders.ts'
import { readRecord, readSurvey } from '../evidence/record.ts'
import { startJudging } from '../judge/judge.ts'
import { verdictsOf } from '../judge/verdicts.ts'
import { breakWith } from './load-faults.ts'
import { cleanFault, failedRow, type Row, rowOf } from './row.ts'
import { Turns } from './turns.ts'

/** Servers at a time, from their start to their end: beyond this, two cores gain nothing. */
const abreast = 3

export interface MatrixInput {
  readonly faults: readonly Fault[]
  readonly catalogue: Catalogue
  readonly signal: AbortSignal
  readonly progress: (told: string) => void
}

/**
 * Milliseconds. Surveys go one by one while other stacks are started and broken: it costs no time, two cores being busy either
 * way, and each is seen sooner. One that takes longer waits for something that hangs, and leaves the cores alone.
 */
const longestTurn = 2000

interface Surveyed {
  readonly fault: Fault | null
  readonly folder: string
}

/** Surveys a fresh server for each fault, and one that nobody broke; then one judgement of all the records. */
export async function runMatrix(input: MatrixInput): Promise<readonly Row[]> {
  const runs = newFolder()
  const shared = await startShared()
  const surveyed: Surveyed[] = []
  const failed: Row[] = []
  const turns = new Turns(longestTurn)
  try {
    await eachAbreast([null, ...input.faults], abreast, async (fault) => {
      input.signal.throwIfAborted()
      try {
        surveyed.push({ fault, folder: await surveyFault(fault, shared, runs, { ...input, turns }) })
      } catch (error) {
        if (fault === null || input.signal.aborted) throw error
        failed.push(failedRow(fault, error))
      }
      input.progress(`surveyed ${surveyed.length + failed.length} of ${input.faults.length + 1}`)
    })
  } finally {
    await shared.stop()
  }
  input.progress('judging')
  return [...(await judgeAll(surveyed, input.catalogue)), ...failed]
}

/** Matrices whose records are kept: the last ones, this one included. Others may be under way beside it. */
const kept = 5

function newFolder(): string {
  const all = join(reportsFolder, 'faults')
  const folder = join(all, newRunId(new Date()))
  mkdirSync(folder, { recursive: true })
  const old = readdirSync(all).sort().slice(0, -kept)
  for (const name of old) rmSync(join(all, name), { recursive: true, force: true })
  return folder
}

async function surveyFault(
  fault: Fault | null,
  shared: SharedParts,
  runs: string,
  input: MatrixInput & { readonly turns: Turns },
): Promise<string> {
  // The robot has a bot for each server; only the names are one for all.
  const own = fault?.layer === 'dns'
  const stack = await startStack({ capabilities: fault?.capabilities ?? [], ...(own ? {} : { shared }) })
  try {
    if (fault) await breakWith(fault, stack)
    return await input.turns.take(async () => {
      const { record, ended } = await beginSurvey({
        live: stack.live,
        claims: input.catalogue.claims,
        only: null,
        waivers: [],
        signal: input.signal,
        // Several stacks share the cores: what is slow there is no fault of the server's.
        patience: 2,
        runs,
      })
      await ended
      return record.folder
    })
  } finally {
    await stack.stop()
  }
}

async function judgeAll(surveyed: readonly Surveyed[], catalogue: Catalogue): Promise<Row[]> {
  const records = surveyed.map(({ folder }) => folder)
  const judgement = await startJudging({ records, strict: false, wait: false, allure: null }).judgement
  return surveyed.map(({ fault, folder }, index) => {
    const recorded = readRecord(folder)
    const verdicts = verdictsOf({
      run: recorded.run,
      ended: readSurvey(folder)?.ended ?? recorded.run.started,
      claims: catalogue.claims,
      outcomes: judgement.outcomes.filter(({ record }) => record === index),
      observations: recorded.observations,
      defects: [...(readSurvey(folder)?.defects ?? []), ...judgement.defects],
    })
    return rowOf(fault ?? cleanFault, verdicts, folder)
  })
}

async function eachAbreast<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: width }, lane))
}
