import type { Claim } from '../claims/claim.ts'
import type { Recorded, RecordWriter } from '../evidence/record.ts'
import type { Verdicts } from '../evidence/verdict.ts'
import type { EvidenceInput, SectionTitle } from './input.ts'
import { renderJUnit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { bodyReader } from './recorded-body.ts'

export interface WriteOrder {
  readonly record: Pick<RecordWriter, 'file'>
  readonly recorded: Recorded
  readonly verdicts: Verdicts
  readonly previous: Verdicts | null
  /** The catalogue's claims, for the sections that they stand in. */
  readonly claims: readonly Pick<Claim, 'file' | 'section'>[]
  readonly strict: boolean
}

/** Writes `verdicts.json`, `junit.xml`, `report.md` and `report.zh-CN.md` into the run's folder, the verdicts first. */
export function writeReports({ record, recorded, verdicts, previous, claims, strict }: WriteOrder): void {
  const input: EvidenceInput = {
    run: recorded.run,
    verdicts,
    observations: recorded.observations,
    previous,
    sections: sectionsOf(claims),
    readBody: bodyReader(recorded),
    strict,
  }
  record.file('verdicts.json', `${JSON.stringify(verdicts, null, 2)}\n`)
  record.file('junit.xml', renderJUnit(input, { strict }))
  record.file('report.md', renderMarkdown(input, 'en'))
  record.file('report.zh-CN.md', renderMarkdown(input, 'zh-CN'))
}

/** Each spec file with the title of its first section, in the catalogue's order. */
export function sectionsOf(claims: readonly Pick<Claim, 'file' | 'section'>[]): SectionTitle[] {
  const titles = new Map<string, SectionTitle>()
  for (const { file, section } of claims) {
    if (!titles.has(file)) titles.set(file, { file, title: section })
  }
  return [...titles.values()]
}
