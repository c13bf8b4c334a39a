import type { ExpectStatic } from 'vitest'
import type { Level } from '../evidence/level.ts'
import type { Observe } from '../probes/index.ts'
import type { Promises } from '../targets/target.ts'

/** What an author says of a claim beside its sentence. */
export interface ClaimMeta {
  /** Slug, unique in the catalogue: `<section>/<what must be true>`. */
  readonly claim: string
  readonly level: Level
  /** The sentence in Chinese. */
  readonly zh: string
  /** Why it matters, one sentence. */
  readonly why: string
  /** Where the reason comes from: RFC section, vendor page. */
  readonly source?: string
  /** Promises that the body does not read by itself and the claim stands on: without one of them it is *not promised*. */
  readonly needs?: readonly PromisePath[]
  /** Claims without which this one cannot hold: when one of them is refuted, this one follows from it. */
  readonly restsOn?: readonly string[]
}

/** What a body is given. It is a function of this alone: no clock, randomness, environment or I/O of its own. */
export interface SpecContext {
  /** Ways of looking; each call is one observation, shared by all who ask the same. */
  readonly observe: Observe
  /** vitest's own in judgement; in a survey it judges nothing. */
  readonly expect: ExpectStatic
  /** What the target promises. Reading a promise that it does not make ends the body: the claim is *not promised*. */
  readonly promised: Promised
  /** The run that is judged: its nonce, and its beginning in epoch milliseconds by the runner's clock. */
  readonly run: { readonly nonce: string; readonly started: number }
}

/** A promise, or a part of one: `app`, `https.keyFile`. */
export type PromisePath = {
  [Name in keyof Promises]-?: Name | `${Name}.${keyof NonNullable<Promises[Name]> & string}`
}[keyof Promises]

/** Every promise, as if it were made. */
export type Promised = { readonly [Name in keyof Promises]-?: Whole<NonNullable<Promises[Name]>> }

type Whole<Value> = Value extends readonly unknown[] | string | number | boolean
  ? Value
  : { readonly [Name in keyof Value]-?: NonNullable<Value[Name]> }

export type Body = (context: SpecContext) => Promise<void>

export interface Section {
  readonly en: string
  readonly zh: string
}

/** One sentence that is true or false of the target. */
export interface Claim {
  readonly id: string
  readonly level: Level
  readonly title: { readonly en: string; readonly zh: string }
  readonly why: string
  readonly source: string | null
  readonly restsOn: readonly string[]
  readonly needs: readonly PromisePath[]
  readonly section: Section
  /** Spec file relative to the repository's root, and the line of the claim. */
  readonly file: string
  readonly line: number
  readonly body: Body
}

/** Registers a claim: `test('is refused with 401', { meta: { claim: … } }, async ({ observe, expect }) => …)`. */
export type DeclareClaim = (title: string, options: { readonly meta: ClaimMeta }, body: Body) => void

/** Groups the claims of a section. */
export type DeclareSection = (
  title: string,
  options: { readonly meta: { readonly zh: string } },
  declare: () => void,
) => void
