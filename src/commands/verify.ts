import { existsSync } from 'node:fs'
import { join, matchesGlob, relative } from 'node:path'
import { loadCatalogue } from '../claims/catalogue.ts'
import { readRecord } from '../evidence/record.ts'
import { newRunId, pointLatestAt, previousVerdicts, runsFolder } from '../evidence/runs.ts'
import { scanForSecrets } from '../evidence/scan.ts'
import type { Verdicts } from '../evidence/verdict.ts'
import { startJudging } from '../judge/judge.ts'
import { exitCodeOf, verdictsOf } from '../judge/verdicts.ts'
import { createProgress } from '../report/progress.ts'
import { tellOnTerminal } from '../report/tell.ts'
import { writeReports } from '../report/write.ts'
import { loadConfig } from '../targets/config.ts'
import { UsageError } from '../targets/errors.ts'
import { type ResolvedTarget, resolveTarget } from '../targets/resolve.ts'
import { listenForInterrupt } from './interrupt.ts'
import { beginSurvey } from './take-survey.ts'

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
  const progress = createProgress(process.stderr)
  const [catalogue, config] = await Promise.all([loadCatalogue(), loadConfig()])
  const claims =
    options.only === null ? catalogue.claims : catalogue.claims.filter(({ id }) => matchesGlob(id, options.only ?? ''))
  if (claims.length === 0)
    throw new UsageError(`no claim's id matches --only ${options.only}: npm run claims lists them`)

  const id = newRunId(new Date())
  const folder = join(runsFolder, id)
  const { strict } = options
  // It loads the specs while everything below is under way, and judges when the record is closed.
  const judging = startJudging({ records: [folder], strict, wait: true, allure: join(folder, 'allure-results') })
  let resolved: ResolvedTarget | undefined
  try {
    resolved = await resolveTarget(options.target, config, { signal: interrupt.signal, fault: options.fault, progress })
    const { record, run, ended } = await beginSurvey({
      id,
      live: resolved,
      claims,
      only: options.only,
      waivers: config.waivers,
      signal: interrupt.signal,
      progress: (told) => progress.surveying(told),
    })
    const judged = ended.then(async (survey) => {
      progress.judging(claims.length)
      return { survey, judgement: await judging.judgement }
    })
    const { survey, judgement } = await Promise.race([judged, interrupt.happened])
    const recorded = readRecord(folder)
    let verdicts: Verdicts = verdictsOf({
      run,
      ended: new Date().toISOString(),
      claims,
      outcomes: judgement.outcomes,
      observations: recorded.observations,
      defects: [...survey.defects, ...judgement.defects],
    })
    const previous = previousVerdicts(run.target.name, run.id)
    const write = () => writeReports({ record, recorded, verdicts, previous, claims, strict })
    write()
    const leaks = scanForSecrets(folder, resolved.secrets)
    if (leaks.length > 0) {
      verdicts = { ...verdicts, complete: false, defects: [...verdicts.defects, ...leaks] }
      write()
    }
    pointLatestAt(folder)
    progress.done()
    const told = options.json
      ? `${JSON.stringify(verdicts, null, 2)}\n`
      : tellOnTerminal({ recorded, verdicts, previous, strict })
    process.stdout.write(told)
    return exitCodeOf(verdicts, options)
  } catch (error) {
    progress.done()
    if (existsSync(folder)) process.stderr.write(`the evidence so far is in ${relative(process.cwd(), folder)}\n`)
    throw error
  } finally {
    progress.done()
    judging.stop()
    await resolved?.stop?.()
  }
}
