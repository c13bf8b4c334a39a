import type { Verdict } from '../evidence/verdict.ts'
import type { SectionTitle } from './input.ts'

/** A section with its claims, in the order of the report. */
export interface Chapter extends SectionTitle {
  readonly claims: readonly Verdict[]
}

/** Claims by spec file, in the order of the sections; files that no section names follow, for no claim may be left out. */
export function chaptersOf(claims: readonly Verdict[], sections: readonly SectionTitle[]): Chapter[] {
  const byFile = Map.groupBy(claims, ({ file }) => file)
  const titles = new Map(sections.map((section) => [section.file, section]))
  for (const file of byFile.keys()) {
    if (!titles.has(file)) titles.set(file, { file, title: { en: file, zh: file } })
  }
  return [...titles.values()].map((section) => ({ ...section, claims: byFile.get(section.file) ?? [] }))
}

export type ChapterState = 'holds' | 'refuted' | 'open' | 'none'

/** `none`: nothing in it was promised. `open`: no MUST refuted, yet not all of it holds. */
export function stateOf(claims: readonly Verdict[], strict: boolean): ChapterState {
  const counts = ({ level }: Verdict) => strict || level === 'MUST'
  if (claims.some((claim) => claim.verdict === 'refuted' && counts(claim))) return 'refuted'
  if (claims.every(({ verdict }) => verdict === 'not promised')) return 'none'
  return claims.every(({ verdict }) => verdict === 'holds' || verdict === 'not promised') ? 'holds' : 'open'
}
