import type { Observation } from '../evidence/observation.ts'
import type { Run } from '../evidence/run.ts'
import type { Verdicts } from '../evidence/verdict.ts'
import type { Language } from './words.ts'

/** What is told of a run. Everything in it is hostile: an archive may come from anybody. */
export interface ReportInput {
  readonly run: Run
  readonly verdicts: Verdicts
  /** By key, in the order in which they were taken. */
  readonly observations: ReadonlyMap<string, Observation>
  /** Verdicts of the last run of the same target; null when there is none. */
  readonly previous: Verdicts | null
}

/** The bytes of an observation by name (`body`, `stdout` …); null when the record does not hold them any more. */
export type ReadBody = (observation: Observation, name: string) => Uint8Array | null

/** A spec file and what it is called: the sections of a report, in this order. */
export interface SectionTitle {
  /** Relative to the repository: `specs/01-process.spec.ts`. */
  readonly file: string
  readonly title: { readonly en: string; readonly zh: string }
}

/** A report with its evidence. */
export interface EvidenceInput extends ReportInput {
  readonly sections: readonly SectionTitle[]
  readonly readBody: ReadBody
  /** SHOULD counts like MUST; false if left out. */
  readonly strict?: boolean
}

/** How a text for a terminal is set. */
export interface TerminalOptions {
  readonly color: boolean
  /** Columns. */
  readonly width: number
  readonly language: Language
  /** SHOULD counts like MUST; false if left out. */
  readonly strict?: boolean
  /** The run's folder as the reader can open it; `reports/runs/<id>` if left out. */
  readonly folder?: string
}
