import type { Limit } from './limit.ts'
import { NoAnswer } from './no-answer.ts'

/** Octets of a body that are kept; more is dropped and told as `truncated`. */
const largestBody = 2 * 1024 * 1024
/** Octets of a response head; larger ones are garbled. */
export const largestHead = 64 * 1024
/** Header fields of a response head. */
export const mostFields = 256

export interface Request {
  readonly method: 'GET' | 'HEAD'
  /** Request target with its query, beginning with `/`. */
  readonly path: string
  /** What stands in Host or :authority. */
  readonly authority: string
  /** Further fields, names in lower case, in the order of sending. */
  readonly fields: readonly (readonly [string, string])[]
}

/** How a body ended: in good order, cut by us at the limit of size, or by what stopped it. */
export type BodyEnd = 'complete' | 'truncated' | 'reset' | 'closed' | 'silent' | 'garbled' | 'alert'

export interface Reply {
  readonly status: number
  /** Name and value as sent, in order. */
  readonly fields: readonly (readonly [string, string])[]
  /** Status codes of the interim responses before. */
  readonly interim: readonly number[]
  readonly body: Uint8Array
  readonly end: BodyEnd
  /** Milliseconds from the beginning of the look until the response head was there. */
  readonly headAfter: number
  /** When it was there, by the runner's clock, epoch milliseconds. */
  readonly receivedAt: number
}

/** Puts a reply together as it comes. */
export class ReplyBuilder {
  readonly #limit: Limit
  readonly #chunks: Uint8Array[] = []
  readonly #interim: number[] = []
  #octets = 0
  #begun: Pick<Reply, 'status' | 'fields' | 'headAfter' | 'receivedAt'> | null = null

  constructor(limit: Limit) {
    this.#limit = limit
  }

  get begun(): boolean {
    return this.#begun !== null
  }

  interim(status: number): void {
    if (this.#interim.length < 16) this.#interim.push(status)
  }

  /** @throws NoAnswer `garbled` when the head is larger than anybody needs. */
  head(status: number, fields: readonly (readonly [string, string])[]): void {
    const octets = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
    if (fields.length > mostFields || octets > largestHead) throw new NoAnswer('garbled', 'HEAD_TOO_LARGE')
    this.#begun = { status, fields, headAfter: this.#limit.elapsed, receivedAt: Date.now() }
  }

  /** False when the body is as large as it may be. */
  chunk(bytes: Uint8Array): boolean {
    const room = largestBody - this.#octets
    const kept = bytes.byteLength > room ? bytes.subarray(0, room) : bytes
    // Parsers reuse their memory.
    this.#chunks.push(Uint8Array.prototype.slice.call(kept))
    this.#octets += kept.byteLength
    return bytes.byteLength <= room
  }

  /** The reply, or null when there was not even a head. */
  finish(end: BodyEnd): Reply | null {
    if (this.#begun === null) return null
    return { ...this.#begun, interim: this.#interim, body: Buffer.concat(this.#chunks), end }
  }
}

/** What had come when something stopped it is an answer without an end; without a head it is none. */
export function partial(builder: ReplyBuilder, error: unknown): Reply {
  const reply = error instanceof NoAnswer ? builder.finish(endOf(error)) : null
  if (reply) return reply
  throw error
}

export function endOf({ outcome }: NoAnswer): BodyEnd {
  return outcome === 'refused' || outcome === 'unreachable' ? 'closed' : outcome
}
