import type { Fault } from '../../fixtures/fault.ts'
import type { Verdicts } from '../evidence/verdict.ts'

/** What the claims said of one fault, held against what it declares. */
export interface Row {
  readonly id: string
  readonly layer: string
  readonly declared: readonly string[]
  readonly roots: readonly string[]
  readonly refuted: readonly string[]
  readonly unknown: readonly string[]
  readonly exact: boolean
  /** Why the row is not exact, in prose; empty when it is. */
  readonly deviations: readonly string[]
  /** Folder of the run that was judged; null when the fault did not take. */
  readonly folder: string | null
}

/** The row of a stack that nobody broke: nothing may fall. */
export const cleanFault: Pick<Fault, 'id' | 'layer' | 'refutes' | 'unknown'> = {
  id: 'none',
  layer: 'none',
  refutes: [],
}

export function rowOf(
  fault: Pick<Fault, 'id' | 'layer' | 'refutes' | 'unknown'>,
  verdicts: Verdicts,
  folder: string,
): Row {
  const refuted = verdicts.claims.filter(({ verdict }) => verdict === 'refuted')
  const roots = refuted.filter(({ root }) => root).map(({ id }) => id)
  const unknown = verdicts.claims.filter(({ verdict }) => verdict === 'unknown').map(({ id }) => id)
  const declaredUnknown = fault.unknown ?? []
  const reason = new Map(verdicts.claims.map((claim) => [claim.id, `${claim.reason} ${claim.observed}`.slice(0, 300)]))
  const deviations = [
    ...missing(fault.refutes, roots).map((id) => `${id} should be a root and is ${wordOf(verdicts, id)}`),
    ...missing(roots, fault.refutes).map((id) => `${id} is a root that is not declared: ${reason.get(id)}`),
    ...missing(declaredUnknown, unknown).map((id) => `${id} should be unknown and is ${wordOf(verdicts, id)}`),
    ...missing(unknown, declaredUnknown).map((id) => `${id} is unknown: ${reason.get(id)}`),
    ...verdicts.defects,
  ]
  return {
    id: fault.id,
    layer: fault.layer,
    declared: fault.refutes,
    roots,
    refuted: refuted.map(({ id }) => id),
    unknown,
    exact: deviations.length === 0,
    deviations,
    folder,
  }
}

/** The row of a fault that could not be injected, or that a direct look did not find. */
export function failedRow(fault: Fault, error: unknown): Row {
  const deviation = `the fault did not take: ${error instanceof Error ? error.message : String(error)}`
  return {
    id: fault.id,
    layer: fault.layer,
    declared: fault.refutes,
    roots: [],
    refuted: [],
    unknown: [],
    exact: false,
    deviations: [deviation],
    folder: null,
  }
}

function missing(wanted: readonly string[], there: readonly string[]): string[] {
  return wanted.filter((id) => !there.includes(id))
}

function wordOf(verdicts: Verdicts, id: string): string {
  const claim = verdicts.claims.find((candidate) => candidate.id === id)
  if (!claim) return 'in no spec'
  return claim.follows.length > 0 ? `refuted, but follows from ${claim.follows.join(', ')}` : claim.verdict
}
