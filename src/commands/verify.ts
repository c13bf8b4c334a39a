import { matchesGlob } from 'node:path'
import { loadCatalogue } from '../claims/catalogue.ts'
import { readRecord } from '../evidence/record.ts'
import { pointLatestAt, previousVerdicts } from '../evidence/runs.ts'
import { scanForSecrets } from '../evidence/scan.ts'
import type { Verdicts } from '../evidence/verdict.ts'
import { exitCodeOf, verdictsOf } from '../judge/verdicts.ts'
import { loadConfig } from '../targets/config.ts'
import { UsageError } from '../targets/errors.ts'
import { resolveTarget } from '../targets/resolve.ts'
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
  const { createProgress } = await import('../report/progress.ts')
  const progress = createProgress(process.stderr)
  const [catalogue, config] = await Promise.all([loadCatalogue(), loadConfig()])
  const claims =
    options.only === null ? catalogue.claims : catalogue.claims.filter(({ id }) => matchesGlob(id, options.only ?? ''))
  if (claims.length === 0)
    throw new UsageError(`no claim's id matches --only ${options.only}: npm run claims lists them`)

  const resolved = await resolveTarget(options.target, config, {
    signal: interrupt.signal,
    fault: options.fault,
    progress,
  })
  try {
    const surveying = await beginSurvey({
      live: resolved,
      claims,
      only: options.only,
      waivers: config.waivers,
      signal: interrupt.signal,
      progress: (told) => progress.surveying(told),
    })
    const { record, run } = surveying
    const finish = async (): Promise<number> => {
      const { openJudge } = await import('../judge/judge.ts')
      const { allureReporter } = await import('../report/allure.ts')
      const judge = await openJudge({
        records: [record.folder],
        strict: options.strict,
        wait: true,
        reporters: [allureReporter(`${record.folder}/allure-results`)],
      })
      const judging = judge.judge()
      const survey = await Promise.race([surveying.ended, judging.then(() => surveying.ended)])
      progress.judging(claims.length)
      const judgement = await judging
      const recorded = readRecord(record.folder)
      let verdicts: Verdicts = verdictsOf({
        run,
        ended: new Date().toISOString(),
        claims,
        outcomes: judgement.outcomes,
        observations: recorded.observations,
        defects: [...survey.defects, ...judgement.defects],
      })
      const previous = previousVerdicts(run.target.name, run.id)
      const { writeReports } = await import('../report/write.ts')
      const tell = () => writeReports({ record, recorded, verdicts, previous, claims, strict: options.strict })
      tell()
      const leaks = scanForSecrets(record.folder, resolved.secrets)
      if (leaks.length > 0) {
        verdicts = { ...verdicts, complete: false, defects: [...verdicts.defects, ...leaks] }
        tell()
      }
      pointLatestAt(record.folder)
      progress.done()
      const { tellOnTerminal } = await import('../report/tell.ts')
      process.stdout.write(
        options.json ? `${JSON.stringify(verdicts, null, 2)}\n` : tellOnTerminal({ recorded, verdicts, previous }),
      )
      await judge.close()
      return exitCodeOf(verdicts, options)
    }
    return await Promise.race([finish(), interrupt.happened]).catch((error: unknown) => {
      progress.done()
      process.stderr.write(`the evidence so far is in ${record.folder}\n`)
      throw error
    })
  } finally {
    progress.done()
    await resolved.stop?.()
  }
}
