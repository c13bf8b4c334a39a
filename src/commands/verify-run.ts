import { existsSync } from 'node:fs'
import { matchesGlob, relative } from 'node:path'
import { loadCatalogue } from '../claims/catalogue.ts'
import type { Claim } from '../claims/claim.ts'
import type { JudgementUnderWay } from '../judge/judge.ts'
import { createProgress } from '../report/progress.ts'
import { type Config, loadConfig } from '../targets/config.ts'
import { UsageError } from '../targets/errors.ts'
import { type ResolvedTarget, resolveTarget } from '../targets/resolve.ts'
import type { Interrupt } from './interrupt.ts'
import { suiteIdentity } from './suite.ts'
import { beginSurvey } from './take-survey.ts'
import type { VerifyOptions } from './verify.ts'

/** What is there before the rest is loaded. */
export interface RunUnderWay {
  readonly id: string
  readonly folder: string
  readonly judging: JudgementUnderWay
  readonly interrupt: Interrupt
}

/** The way of one run, from the word after `--target` to the exit code. */
export async function verifyRun(options: VerifyOptions, underWay: RunUnderWay): Promise<number> {
  const { id, folder, judging, interrupt } = underWay
  const { strict, only, json } = options
  const progress = createProgress(process.stderr)
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
    const claims = await chooseClaims(only, config).catch((error: unknown) => {
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
    await (await resolving?.catch(() => undefined))?.stop?.()
  }
}

/** @throws UsageError for a waiver of a claim that does not exist: nobody would notice that it waives nothing. */
function refuseUnknownWaivers(waivers: Config['waivers'], byId: ReadonlyMap<string, Claim>): void {
  const unknown = waivers.filter(({ claim }) => !byId.has(claim)).map(({ claim }) => claim)
  if (unknown.length === 0) return
  throw new UsageError(
    `evidence.config.ts waives what no spec claims: ${unknown.join(', ')} (npm run claims lists them)`,
  )
}

async function chooseClaims(only: string | null, { waivers }: Config): Promise<readonly Claim[]> {
  const { claims, byId } = await loadCatalogue()
  refuseUnknownWaivers(waivers, byId)
  const chosen = only === null ? claims : claims.filter(({ id }) => matchesGlob(id, only))
  if (chosen.length === 0) throw new UsageError(`no claim's id matches --only ${only}: npm run claims lists them`)
  return chosen
}
