import * as z from 'zod'
import { levels } from './level.ts'

export const verdictWords = ['holds', 'refuted', 'unknown', 'waived', 'not examined', 'not promised'] as const
export type VerdictWord = (typeof verdictWords)[number]

/** What is said of one claim in one run. */
export const verdictSchema = z.strictObject({
  /** Slug of the claim, e.g. `ports/streamlit-loopback-only`. */
  id: z.string(),
  level: z.enum(levels),
  title: z.strictObject({ en: z.string(), zh: z.string() }),
  why: z.string(),
  /** Where the reason comes from: RFC section, vendor page. */
  source: z.string().nullable(),
  /** Spec file relative to the repository, and line. */
  file: z.string(),
  line: z.int(),
  restsOn: z.array(z.string()),
  verdict: z.enum(verdictWords),
  /** True for a refuted claim of which nothing that it rests on is refuted. */
  root: z.boolean(),
  /** Ids of the roots that a refuted claim follows from. */
  follows: z.array(z.string()),
  /** What was expected and what was seen, shortened for people; empty when the claim holds. */
  expected: z.string(),
  observed: z.string(),
  /** One sentence: the failed assertion, why we could not look, the waiver. Empty when the claim holds. */
  reason: z.string(),
  /** Keys of the observations that the claim used, in the order it asked. */
  observations: z.array(z.string()),
  /** Shell commands, one for each observation, that show a person the same. */
  byHand: z.array(z.string()),
})
export type Verdict = z.infer<typeof verdictSchema>

export const totalsSchema = z.strictObject({
  claims: z.int(),
  holds: z.int(),
  refuted: z.int(),
  roots: z.int(),
  unknown: z.int(),
  waived: z.int(),
  notExamined: z.int(),
  notPromised: z.int(),
})
export type Totals = z.infer<typeof totalsSchema>

/** `verdicts.json`: what others read. */
export const verdictsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: z.string(),
  target: z.string(),
  started: z.iso.datetime(),
  ended: z.iso.datetime(),
  /** True when every claim of the catalogue was executed and no part was left out (`--only`). */
  complete: z.boolean(),
  /** Defects of the suite itself: a claim that did not run, a spec that threw. Each fails the run. */
  defects: z.array(z.string()),
  claims: z.array(verdictSchema),
  totals: totalsSchema,
})
export type Verdicts = z.infer<typeof verdictsSchema>
