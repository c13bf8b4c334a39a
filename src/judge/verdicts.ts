import type { Claim } from '../claims/claim.ts'
import type { Observation } from '../evidence/observation.ts'
import type { Run, Waiver } from '../evidence/run.ts'
import type { Totals, Verdict, Verdicts, VerdictWord } from '../evidence/verdict.ts'
import type { Outcome } from './outcome.ts'

export interface VerdictsInput {
  readonly run: Run
  readonly ended: string
  /** Claims that the run had to execute, from the catalogue. */
  readonly claims: readonly Claim[]
  readonly outcomes: readonly Outcome[]
  readonly observations: ReadonlyMap<string, Observation>
  /** Defects of the suite that are known already: of the survey, of modules that did not load. */
  readonly defects: readonly string[]
}

/** Sums up a run. Whatever was expected and not executed is *not examined*, and a defect of the suite. */
export function verdictsOf(input: VerdictsInput): Verdicts {
  const { run, claims, observations } = input
  const outcomes = new Map(input.outcomes.map((outcome) => [outcome.claim, outcome]))
  const defects = [...input.defects]
  const words = new Map<string, VerdictWord>()
  for (const claim of claims) words.set(claim.id, wordOf(claim, outcomes.get(claim.id), run, defects))
  const roots = rootsOf(claims, (id) => isRefuted(outcomes.get(id)))

  const verdicts = claims.map((claim): Verdict => {
    const outcome = outcomes.get(claim.id)
    const keys = outcome?.observations ?? []
    const follows = isRefuted(outcome) ? (roots.get(claim.id) ?? []) : []
    return {
      id: claim.id,
      level: claim.level,
      title: claim.title,
      why: claim.why,
      source: claim.source,
      file: claim.file,
      line: claim.line,
      restsOn: [...claim.restsOn],
      verdict: words.get(claim.id) ?? 'not examined',
      root: isRefuted(outcome) && follows.length === 0,
      follows: [...follows],
      expected: outcome?.expected ?? '',
      observed: outcome?.observed ?? '',
      reason: reasonOf(claim, outcome, run),
      observations: [...keys],
      byHand: [...new Set(keys.flatMap((key) => observations.get(key)?.byHand ?? []))],
    }
  })
  return {
    schemaVersion: 1,
    run: run.id,
    target: run.target.name,
    started: run.started,
    ended: input.ended,
    complete: run.only === null && defects.length === 0 && verdicts.every(({ verdict }) => verdict !== 'not examined'),
    defects,
    claims: verdicts,
    totals: totalsOf(verdicts),
  }
}

function isRefuted(outcome: Outcome | undefined): boolean {
  return outcome?.word === 'refuted'
}

function wordOf(claim: Claim, outcome: Outcome | undefined, run: Run, defects: string[]): VerdictWord {
  if (!outcome) {
    defects.push(`${claim.file}:${claim.line}: ${claim.id} was not executed`)
    return 'not examined'
  }
  if (outcome.word === 'defect') {
    defects.push(`${claim.file}:${claim.line}: ${claim.id} is defective: ${outcome.reason}`)
    return 'not examined'
  }
  if ((outcome.word === 'refuted' || outcome.word === 'unknown') && waiverFor(claim, run)) return 'waived'
  return outcome.word
}

function waiverFor(claim: Claim, run: Run): Waiver | undefined {
  return run.waivers.find((waiver) => waiver.claim === claim.id && Date.parse(waiver.expires) > Date.parse(run.started))
}

function reasonOf(claim: Claim, outcome: Outcome | undefined, run: Run): string {
  if (!outcome) return 'the claim was not executed'
  const waiver = outcome.word === 'refuted' || outcome.word === 'unknown' ? waiverFor(claim, run) : undefined
  if (!waiver) return outcome.reason
  return `${outcome.reason}; waived by ${waiver.approver} until ${waiver.expires}: ${waiver.reason}`
}

/**
 * For each refuted claim the roots that it follows from: the refuted claims, nearest the ground, that it rests on. A claim
 * without any is a root itself.
 */
export function rootsOf(
  claims: readonly Pick<Claim, 'id' | 'restsOn'>[],
  refuted: (id: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const byId = new Map(claims.map((claim) => [claim.id, claim]))
  const memory = new Map<string, ReadonlySet<string>>()
  /** Refuted claims below this one that have no refuted claim below themselves. */
  const below = (id: string): ReadonlySet<string> => {
    const known = memory.get(id)
    if (known) return known
    const found = new Set<string>()
    memory.set(id, found)
    for (const next of byId.get(id)?.restsOn ?? []) {
      const deeper = below(next)
      for (const root of deeper) found.add(root)
      if (deeper.size === 0 && refuted(next)) found.add(next)
    }
    return found
  }
  return new Map(claims.filter(({ id }) => refuted(id)).map(({ id }) => [id, [...below(id)].sort()]))
}

export function totalsOf(verdicts: readonly Pick<Verdict, 'verdict' | 'root'>[]): Totals {
  const count = (word: VerdictWord) => verdicts.filter(({ verdict }) => verdict === word).length
  return {
    claims: verdicts.length,
    holds: count('holds'),
    refuted: count('refuted'),
    roots: verdicts.filter(({ root, verdict }) => root && verdict === 'refuted').length,
    unknown: count('unknown'),
    waived: count('waived'),
    notExamined: count('not examined'),
    notPromised: count('not promised'),
  }
}

/**
 * 0 every MUST holds (or is waived, or not promised) · 1 a MUST is refuted · 2 none refuted, but one is unknown or not
 * examined, the suite is defective, or only part of it ran. `strict` counts SHOULD like MUST.
 */
export function exitCodeOf(verdicts: Verdicts, { strict }: { readonly strict: boolean }): 0 | 1 | 2 {
  const counted = verdicts.claims.filter(({ level }) => strict || level === 'MUST')
  if (counted.some(({ verdict }) => verdict === 'refuted')) return 1
  if (!verdicts.complete || verdicts.totals.claims === 0) return 2
  if (counted.some(({ verdict }) => verdict === 'unknown' || verdict === 'not examined')) return 2
  // Nothing promised, nothing proven.
  return counted.some(({ verdict }) => verdict === 'holds') ? 0 : 2
}
