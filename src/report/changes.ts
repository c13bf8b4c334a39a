import type { Verdict, Verdicts } from '../evidence/verdict.ts'

/** What differs between two runs of one target; each claim stands in at most one list, as the later run tells it. */
export interface Changes {
  readonly newlyRefuted: readonly Verdict[]
  readonly newlyHolding: readonly Verdict[]
  /** Was judged before, and could not be this time. */
  readonly newlyUnknown: readonly Verdict[]
  /** Ids that the earlier run knew and a complete later run does not: what is not asked cannot fail. */
  readonly dropped: readonly string[]
}

/** Compares a run with an earlier one of the same target. Claims that the earlier run did not have count where they are refuted. */
export function changesSince(previous: Verdicts, current: Verdicts): Changes {
  const before = new Map(previous.claims.map(({ id, verdict }) => [id, verdict]))
  const changed = current.claims.filter(({ id, verdict }) => before.get(id) !== verdict)
  const now = new Set(current.claims.map(({ id }) => id))
  return {
    newlyRefuted: changed.filter(({ verdict }) => verdict === 'refuted'),
    newlyHolding: changed.filter(({ id, verdict }) => verdict === 'holds' && before.has(id)),
    newlyUnknown: changed.filter(({ id, verdict }) => isUnseen(verdict) && before.has(id) && !isUnseen(before.get(id))),
    dropped: current.complete ? [...before.keys()].filter((id) => !now.has(id)) : [],
  }
}

function isUnseen(verdict: Verdict['verdict'] | undefined): boolean {
  return verdict === 'unknown' || verdict === 'not examined'
}
