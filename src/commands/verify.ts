import { existsSync } from 'node:fs'
import { join, matchesGlob, relative } from 'node:path'
import { loadCatalogue } from '../claims/catalogue.ts'
import type { Claim } from '../claims/claim.ts'
import { newRunId, runsFolder } from '../evidence/runs.ts'
import { startJudging } from '../judge/judge.ts'
import { createProgress } from '../report/progress.ts'
import { loadConfig } from '../targets/config.ts'
import { UsageError } from '../targets/errors.ts'
import { type ResolvedTarget, resolveTarget } from '../targets/resolve.ts'
import { listenForInterrupt } from './interrupt.ts'
import { suiteIdentity } from './suite.ts'
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
  const { strict, only, json } = options
  const interrupt = listenForInterrupt()
  const progress = createProgress(process.stderr)
  const id = newRunId(new Date())
  const folder = join(runsFolder, id)
  // It loads the specs while everything below is under way, and judges when the record is closed.
  const judging = startJudging({ records: [folder], strict, wait: true, allure: join(folder, 'allure-results') })
  const suite = suiteIdentity()
  const wrongWord = new AbortController()
  let resolving: Promise<ResolvedTarget> | undefined
  try {
    const config = await loadConfig()
    const { signal } = wrongWord
    const order = { signal: AbortSignal.any([interrupt.signal, signal]), fault: options.fault, progress }
    // The engine is asked while the specs are loaded.
    resolving = resolveTarget(options.target, config, order)
    resolving.catch(() => {})
    const claims = await chooseClaims(only).catch((error: unknown) => {
      // A stack that is being started for a wrong word is not waited for.
      wrongWord.abort()
      throw error
    })
    const live = await resolving
    const { record, run, ended } = await beginSurvey({
      id,
      live,
      claims,
      only,
      suite,
      waivers: config.waivers,
      signal: interrupt.signal,
      progress: (told) => progress.surveying(told),
    })
    // Loaded while the target is looked at: what tells a run is not needed before it has ended.
    const telling = import('./tell-run.ts')
    const judged = ended.then(async (survey) => {
      progress.judging(claims.length)
      return { survey, judgement: await judging.judgement }
    })
    const { survey, judgement } = await Promise.race([judged, interrupt.happened])
    const { tellRun } = await telling
    const { text, exitCode } = tellRun({
      record,
      run,
      claims,
      survey,
      judgement,
      secrets: live.secrets,
      strict,
      json,
    })
    progress.done()
    process.stdout.write(text)
    return exitCode
  } catch (error) {
    progress.done()
    if (existsSync(folder)) process.stderr.write(`the evidence so far is in ${relative(process.cwd(), folder)}\n`)
    throw error
  } finally {
    progress.done()
    judging.stop()
    await (await resolving?.catch(() => undefined))?.stop?.()
  }
}

async function chooseClaims(only: string | null): Promise<readonly Claim[]> {
  const { claims } = await loadCatalogue()
  const chosen = only === null ? claims : claims.filter(({ id }) => matchesGlob(id, only))
  if (chosen.length === 0) throw new UsageError(`no claim's id matches --only ${only}: npm run claims lists them`)
  return chosen
}
