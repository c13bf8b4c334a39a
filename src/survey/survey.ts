import { performance } from 'node:perf_hooks'
import type { Claim } from '../claims/claim.ts'
import { NotPromised, promisesOf, requirePromises } from '../claims/promised.ts'
import { Blind } from '../evidence/blind.ts'
import type { Json } from '../evidence/json.ts'
import { type Observation, type Wave, waves } from '../evidence/observation.ts'
import type { RecordWriter } from '../evidence/record.ts'
import { Redactor } from '../evidence/redact.ts'
import type { Run } from '../evidence/run.ts'
import { keyOf, observeWith } from '../probes/ask.ts'
import { probes } from '../probes/index.ts'
import type { Answer, Probe, ReadContext } from '../probes/probe.ts'
import type { LiveTarget } from '../targets/target.ts'
import { expectNothing } from './expect-nothing.ts'
import { Waves } from './waves.ts'

/** Milliseconds that a wave may take, and all of them together. A hanging target costs these once, not once a claim. */
const budgets: Readonly<Record<Wave, number>> = { opening: 1500, network: 3800, load: 900, closing: 1500 }
const wholeBudget = 5600

export interface SurveyInput {
  readonly claims: readonly Claim[]
  readonly live: LiveTarget
  readonly run: Run
  readonly record: RecordWriter
  readonly signal: AbortSignal
  /** Factor on every budget, for looks that share their machine with others; 1 if left out. */
  readonly patience?: number
  readonly progress?: (told: SurveyProgress) => void
}

/** How far a survey is: observations taken, of those asked for until now. */
export interface SurveyProgress {
  readonly wave: Wave
  readonly taken: number
  readonly asked: number
}

export interface SurveyResult {
  readonly observations: number
  /** What went wrong with the bodies themselves, in prose; empty when each asked all that it needs. */
  readonly defects: readonly string[]
}

/** Code of what a probe could not see because it failed by itself: a defect of the suite, not of our eyes. */
const probeDefect = 'probe-defect'

const emptyAnswer: Answer = { head: null, bodies: {} }

/**
 * Runs the claims' bodies with real probes and an `expect` that judges nothing, and records each observation that they ask
 * for. Nothing of what it learns is handed on in memory: judging reads the record.
 *
 * @throws when the record cannot be written.
 */
export async function survey(input: SurveyInput): Promise<SurveyResult> {
  const { claims, live, run, record, signal, patience = 1 } = input
  const redactor = new Redactor(live.secrets)
  const scheduler = new Waves<Answer>()
  const began = performance.now()
  const ends = new Map<Wave, number>()
  const defects: string[] = []
  const asked = new Set<string>()
  const facts = new Map<string, unknown>()
  let taken = 0
  let current: Wave = 'opening'
  const tell = () => input.progress?.({ wave: current, taken, asked: asked.size })

  const take = async (probe: Probe<Json, unknown>, request: Json, key: string): Promise<Answer> => {
    const now = performance.now()
    const end = ends.get(probe.wave) ?? now + budgets[probe.wave] * patience
    const budget = Math.max(50, Math.round(end - now))
    const observation = await look(probe, request, key, { ...live, nonce: run.nonce, signal, budget }, record, redactor)
    record.append(observation.line)
    const { blind } = observation.line
    if (blind?.code === probeDefect) defects.push(blind.reason)
    taken += 1
    tell()
    return observation.answer
  }

  const context: ReadContext = {
    target: live.target,
    promises: live.target.promises,
    nonce: run.nonce,
    // What cannot be seen is a gap here and a verdict later: the body must go on to ask for the rest.
    unseen: (_code, _reason, fallback) => fallback,
  }

  const bodies = claims.map(async (claim) => {
    let furthest = 0
    const observe = observeWith(probes, async (probe, request) => {
      const wave = waves.indexOf(probe.wave)
      if (wave < furthest) {
        throw new Error(
          `it asks for ${probe.name} (wave ${probe.wave}) after it has asked in the wave ${waves[furthest]}: ask first`,
        )
      }
      furthest = wave
      const key = keyOf(probe, request)
      asked.add(key)
      const answer = await scheduler.ask(key, probe.wave, () => take(probe, request, key))
      // Worked out once: facts are values, and whoever asks the same gets the same.
      if (!facts.has(key)) facts.set(key, probe.read(answer, request, context))
      return facts.get(key)
    })
    const promised = promisesOf(live.target.promises)
    try {
      requirePromises(live.target.promises, claim.needs)
      await claim.body({
        observe,
        expect: expectNothing,
        promised,
        run: { nonce: run.nonce, started: Date.parse(run.started) },
      })
    } catch (error) {
      if (!(error instanceof NotPromised)) defects.push(defectOf(claim, error))
    }
  })

  await scheduler.run((wave) => {
    signal.throwIfAborted()
    current = wave
    ends.set(wave, Math.min(performance.now() + budgets[wave] * patience, began + wholeBudget * patience))
    tell()
  })
  await Promise.all(bodies)
  return { observations: taken, defects }
}

async function look(
  probe: Probe<Json, unknown>,
  request: Json,
  key: string,
  context: Parameters<Probe<Json, unknown>['look']>[1],
  record: RecordWriter,
  redactor: Redactor,
): Promise<{ line: Observation; answer: Answer }> {
  const started = new Date().toISOString()
  const from = performance.now()
  const outcome = await probe.look(request, context).catch((error: unknown) => {
    if (error instanceof Blind) return error
    // A probe that throws anything else is defective; its claims are unknown, and the message says whose fault it is.
    return new Blind(
      probeDefect,
      `the probe ${probe.name} failed: ${error instanceof Error ? error.message : String(error)}`,
    )
  })
  const duration = Math.round((performance.now() - from) * 10) / 10
  const common = {
    key,
    probe: probe.name,
    request,
    wave: probe.wave,
    vantage: vantageOf(probe, context),
    started,
    duration,
    byHand: probe.byHand(request, context.target),
  }
  if (outcome instanceof Blind) {
    const reason = redactor.text(outcome.message)
    const blind = { code: outcome.code, reason: reason.value }
    return { line: { ...common, head: null, bodies: {}, blind, redacted: [...reason.names] }, answer: emptyAnswer }
  }
  const head = redactor.json(outcome.head)
  const names = new Set(head.names)
  const bodies: Record<string, Buffer> = {}
  const refs: Observation['bodies'] = {}
  for (const [name, bytes] of Object.entries(outcome.bodies)) {
    const cleaned = redactor.bytes(bytes)
    for (const secret of cleaned.names) names.add(secret)
    bodies[name] = cleaned.value
    refs[name] = record.blobs.put(cleaned.value)
  }
  const line: Observation = { ...common, head: head.value, bodies: refs, blind: null, redacted: [...names] }
  return { line, answer: { head: head.value, bodies } }
}

function vantageOf(probe: Probe<Json, unknown>, { target }: LiveTarget): string {
  if (probe.vantage === 'runner' || target.inside === null) return 'runner'
  switch (target.inside.via) {
    case 'docker':
      return `inside docker:${target.inside.container}`
    case 'ssh':
      return `inside ssh://${target.inside.destination}`
    case 'local':
      return 'this host'
  }
}

function defectOf(claim: Claim, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const line = error instanceof Error ? lineIn(error.stack ?? '', claim.file) : null
  return `${claim.file}:${line ?? claim.line}: ${claim.id} cannot be surveyed: ${message}`
}

function lineIn(stack: string, file: string): number | null {
  const escaped = file.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = new RegExp(`${escaped}:(\\d+)`).exec(stack)
  return found?.[1] ? Number(found[1]) : null
}
