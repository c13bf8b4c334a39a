import type { Verdicts } from '../evidence/verdict.ts'
import { exitCodeOf } from '../judge/verdicts.ts'
import type { Words } from './words.ts'

/** A run in one word and one line. */
export interface Standing {
  readonly status: 'holds' | 'refuted' | 'undecided'
  /** For a terminal, one column. */
  readonly sign: '✓' | '✗' | '?'
  /** For Markdown. */
  readonly emoji: '✅' | '❌' | '⚠️'
  /** In the reader's language, without the status itself: `1 root, 7 claims follow · 30 of 38 claims hold`. */
  readonly line: string
}

/** The exit code's own rules decide, so that what is told and what a gate sees are one. */
export function standingOf(verdicts: Verdicts, words: Words, { strict }: { readonly strict: boolean }): Standing {
  const counted = verdicts.claims.filter(({ level }) => strict || level === 'MUST')
  const refuted = counted.filter(({ verdict }) => verdict === 'refuted')
  const held = verdicts.claims.filter(({ verdict }) => verdict === 'holds').length
  const promised = verdicts.claims.filter(({ verdict }) => verdict !== 'not promised').length
  const waived = counted.filter(({ verdict }) => verdict === 'waived').length
  const blind = counted.filter(({ verdict }) => verdict === 'unknown' || verdict === 'not examined').length
  const aside = [
    ...amount(words.waivedClaims, waived),
    ...amount(words.shouldRefuted, verdicts.totals.refuted - refuted.length),
  ]
  const line = (...parts: string[]) => [...parts, ...aside].join(' · ')
  switch (exitCodeOf(verdicts, { strict })) {
    case 0:
      return {
        status: 'holds',
        sign: '✓',
        emoji: '✅',
        line:
          held === promised
            ? line(words.allHold(held))
            : line(waived > 0 ? words.mustHoldOrWaived : words.mustHold, words.holdOf(held, promised)),
      }
    case 1: {
      const roots = refuted.filter(({ root, follows }) => root || follows.length === 0).length
      // All of them may follow from roots that do not count (waived, SHOULD): those are roots all the same.
      const told = words.roots(roots || new Set(refuted.flatMap(({ follows }) => follows)).size, refuted.length - roots)
      return {
        status: 'refuted',
        sign: '✗',
        emoji: '❌',
        line: line(told, ...amount(words.undecided, blind), words.holdOf(held, promised)),
      }
    }
    case 2:
      return {
        status: 'undecided',
        sign: '?',
        emoji: '⚠️',
        line: line(
          ...amount(words.defective, verdicts.defects.length),
          ...amount(words.undecided, blind),
          ...(verdicts.complete || blind > 0 || verdicts.defects.length > 0 ? [] : [words.part]),
          counted.every(({ verdict }) => verdict !== 'holds') ? words.nothingHeld : words.holdOf(held, promised),
        ),
      }
  }
}

function amount(tell: (count: number) => string, count: number): string[] {
  return count > 0 ? [tell(count)] : []
}
