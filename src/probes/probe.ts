import type { Json } from '../evidence/json.ts'
import type { Wave } from '../evidence/observation.ts'
import type { LiveTarget, Promises, Target } from '../targets/target.ts'

export { Blind } from '../evidence/blind.ts'

/** An answer as it came: small plain data, and the bytes by name. A refusal or a silence is an answer too. */
export interface Answer {
  readonly head: Json
  readonly bodies: Readonly<Record<string, Uint8Array>>
}

/** What a probe is given for one look. */
export interface LookContext extends LiveTarget {
  /** Identifies this run in requests and logs: 32 hex digits. */
  readonly nonce: string
  /** Aborts when the survey's deadline or the run ends; after it, answer at once with what there is. */
  readonly signal: AbortSignal
  /** Milliseconds that this one look may take. */
  readonly budget: number
}

/** What a reader is given beside the bytes: only what stands in the record. */
export interface ReadContext {
  readonly target: Target
  readonly promises: Promises
  readonly nonce: string
  /**
   * Told when a fact could not be seen although the observation as a whole could (owners of a socket without
   * permission). In a survey it gives back the fallback; in judgement it makes the claim *unknown*.
   */
  readonly unseen: <T>(code: string, reason: string, fallback: T) => T
}

/** One way of looking. `look` meets the target, `read` meets only the record. */
export interface Probe<Request extends Json, Facts> {
  readonly name: string
  readonly wave: Wave
  /** Where the look is taken from, for people: `runner`, `inside`. */
  readonly vantage: 'runner' | 'inside'
  /** Takes one look. Bounded by `context.budget` and in size; throws `Blind` when it could not look. */
  look(request: Request, context: LookContext): Promise<Answer>
  /** Facts of an answer: pure, total, and safe on hostile bytes. A missing or odd answer is a value. */
  read(answer: Answer, request: Request, context: ReadContext): Facts
  /** The shell command that shows a person the same; secrets as `$EVIDENCE_PASSWORD`. */
  byHand(request: Request, target: Target): string
}
