import type { Observation } from '../evidence/observation.ts'
import type { Verdict, Verdicts } from '../evidence/verdict.ts'

/** A root, and the refuted claims that follow from it. */
export interface Finding {
  readonly root: Verdict
  readonly followers: readonly Verdict[]
}

/** Claims that could not be judged for the same kind of blindness. */
export interface Blindness {
  /** The probe's code (`deadline`, `engine-gone` …); null when the record names none. */
  readonly code: string | null
  /** In prose, each once. */
  readonly reasons: readonly string[]
  readonly claims: readonly Verdict[]
}

/** A run's verdicts in the order in which people are told of them. */
export interface Findings {
  /** Roots that count, or from which a claim follows that counts. */
  readonly roots: readonly Finding[]
  /** Refuted, and nothing in it counts. */
  readonly should: readonly Finding[]
  readonly blind: readonly Blindness[]
  readonly notExamined: readonly Verdict[]
  readonly waived: readonly Verdict[]
  readonly notPromised: readonly Verdict[]
}

/** Sorts verdicts for telling. Every refuted claim stands in some finding, whatever its record says of roots. */
export function findingsOf(
  { claims }: Pick<Verdicts, 'claims'>,
  observations: ReadonlyMap<string, Observation>,
  { strict }: { readonly strict: boolean },
): Findings {
  const refuted = claims.filter(({ verdict }) => verdict === 'refuted')
  const followers = new Map<string, Verdict[]>()
  for (const claim of refuted) {
    if (claim.root) continue
    for (const id of new Set(claim.follows)) {
      const found = followers.get(id) ?? []
      found.push(claim)
      followers.set(id, found)
    }
  }
  // A refuted claim is folded only under what is shown as a root itself.
  const shown = new Set(claims.filter(({ root, verdict }) => root || verdict !== 'refuted').map(({ id }) => id))
  const isHead = (claim: Verdict) =>
    (claim.verdict === 'refuted' && (claim.root || !claim.follows.some((id) => shown.has(id)))) ||
    // A waived root still drags down what rests on it.
    (claim.verdict !== 'refuted' && followers.has(claim.id))
  const findings = claims
    .filter(isHead)
    .map((claim): Finding => ({ root: claim, followers: followers.get(claim.id) ?? [] }))
  const counts = (claim: Verdict) => claim.verdict === 'refuted' && (strict || claim.level === 'MUST')
  const counted = (finding: Finding) => [finding.root, ...finding.followers].some(counts)
  const only = (verdict: Verdict['verdict']) => claims.filter((claim) => claim.verdict === verdict)
  return {
    roots: findings.filter(counted),
    should: findings.filter((finding) => !counted(finding)),
    blind: blindnessOf(only('unknown'), observations),
    notExamined: only('not examined'),
    waived: only('waived'),
    notPromised: only('not promised'),
  }
}

/** How the judge begins its sentence about a claim that it could not judge. */
const judged = /^could not look \(([a-z][a-z0-9-]*)\): /

function blindnessOf(unknown: readonly Verdict[], observations: ReadonlyMap<string, Observation>): Blindness[] {
  const groups = new Map<string | null, { reasons: Set<string>; claims: Verdict[] }>()
  for (const claim of unknown) {
    const code = codeOf(claim, observations)
    const group = groups.get(code) ?? { reasons: new Set(), claims: [] }
    groups.set(code, group)
    group.reasons.add(claim.reason.replace(judged, ''))
    group.claims.push(claim)
  }
  return [...groups].map(([code, { reasons, claims }]) => ({ code, reasons: [...reasons], claims }))
}

/** Blindness that only judging met (a lost blob, an unseen fact) stands in no observation: the judge's sentence names it. */
function codeOf(claim: Verdict, observations: ReadonlyMap<string, Observation>): string | null {
  for (const key of claim.observations) {
    const blind = observations.get(key)?.blind
    if (blind) return blind.code
  }
  return judged.exec(claim.reason)?.[1] ?? null
}
