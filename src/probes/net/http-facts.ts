import { createHash } from 'node:crypto'
import type { Json } from '../../evidence/json.ts'
import type { Answer, ReadContext } from '../probe.ts'
import { listOf, numberOf, objectOf, objectOrNull, type Plain, textOf, wordOf } from './plain.ts'
import { readTls, type TlsFacts } from './tls-facts.ts'

/**
 * How a request ended: `answered` (a final status came), `not-sent` (it carries the password and the certificate did not
 * verify), or what came in place of an answer. `unreadable`: the record does not hold what this probe writes.
 */
const httpOutcomes = [
  'answered',
  'not-sent',
  'refused',
  'unreachable',
  'reset',
  'closed',
  'silent',
  'tls-alert',
  'garbled',
  'unreadable',
] as const
export type HttpOutcome = (typeof httpOutcomes)[number]

const noBytes = new Uint8Array()

/** Facts of one request and what it led to. Without an answer, everything that would be in it is null or empty. */
export class HttpFacts {
  readonly outcome: HttpOutcome
  /** The class of what came in place of an answer, or broke it off: an error code, the reason why nothing was sent. */
  readonly code: string | null
  /** Name of the TLS alert when the server sent one. */
  readonly alert: string | null
  readonly status: number | null
  /** The protocol that was spoken: HTTP/2 where ALPN agreed on it, HTTP/1.1 otherwise; null when there was no answer. */
  readonly version: 'h1' | 'h2' | null
  /** Names in lower case and values, as sent, in order, duplicates included. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Interim status codes (100 … 199) before the final one. */
  readonly interim: readonly number[]
  /** The body came to its end in good order, whole. */
  readonly complete: boolean
  /** The body was larger than is kept (2 MiB). */
  readonly truncated: boolean
  readonly body: Uint8Array
  /** When the head of the answer was there, by the runner's clock, epoch milliseconds. */
  readonly receivedAt: number | null
  /** Milliseconds from the beginning, connection and handshake included, to the head of the answer. */
  readonly durationMs: number | null
  /** Null when the handshake was not completed, and over plain HTTP. */
  readonly tls: TlsFacts | null
  #text: string | null = null
  #sha256: string | null = null

  constructor(head: Json, bodies: Answer['bodies']) {
    const plain = objectOf(head)
    const reply = objectOrNull(plain.reply)
    const status = statusOf(reply)
    this.outcome = outcomeOf(plain, status)
    this.code = textOf(plain.code)
    this.alert = textOf(plain.alert)
    this.status = this.outcome === 'answered' ? status : null
    this.version = this.status === null ? null : wordOf(plain.version, ['h1', 'h2'])
    this.headers = headersOf(reply)
    this.interim = listOf(reply?.interim).filter((code) => typeof code === 'number')
    this.complete = this.status !== null && reply?.end === 'complete'
    this.truncated = reply?.end === 'truncated'
    this.body = this.status === null ? noBytes : (bodies.body ?? noBytes)
    this.receivedAt = numberOf(reply?.receivedAt)
    this.durationMs = numberOf(reply?.headAfter)
    this.tls = readTls(plain.tls, bodies)
  }

  /** The value of a header field; several of one name joined by `, `; null when there is none. */
  header(name: string): string | null {
    const wanted = name.toLowerCase()
    const values = this.headers.filter(([field]) => field === wanted).map(([, value]) => value)
    return values.length === 0 ? null : values.join(', ')
  }

  headerCount(name: string): number {
    const wanted = name.toLowerCase()
    return this.headers.filter(([field]) => field === wanted).length
  }

  /** The body as UTF-8, whatever is no UTF-8 replaced. */
  get text(): string {
    this.#text ??= new TextDecoder().decode(this.body)
    return this.#text
  }

  /** SHA-256 of the whole body, lower-case hex; null when it is not whole. */
  get sha256(): string | null {
    if (!this.complete) return null
    this.#sha256 ??= createHash('sha256').update(this.body).digest('hex')
    return this.#sha256
  }

  /** Media type in lower case, without parameters. */
  get type(): string | null {
    const type = this.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
    return type === undefined || type === '' ? null : type
  }

  /** The Date field, epoch milliseconds; null when absent or not in the one form that RFC 9110 §5.6.7 lets servers send. */
  get date(): number | null {
    const value = this.header('date')
    if (value === null) return null
    const time = Date.parse(value)
    return !Number.isNaN(time) && new Date(time).toUTCString() === value ? time : null
  }
}

export function readHttp(answer: Answer, context: ReadContext): HttpFacts {
  const facts = new HttpFacts(answer.head, answer.bodies)
  if (facts.outcome !== 'unreadable') return facts
  return context.unseen(
    'evidence-unreadable',
    'the record of this request is not in the form that its probe writes',
    facts,
  )
}

function outcomeOf(plain: Plain, status: number | null): HttpOutcome {
  const outcome = wordOf(plain.outcome, httpOutcomes) ?? 'unreadable'
  return (outcome === 'answered') === (status !== null) ? outcome : 'unreadable'
}

function statusOf(reply: Plain | null): number | null {
  const status = numberOf(reply?.status)
  return status !== null && Number.isInteger(status) && status >= 100 && status <= 999 ? status : null
}

function headersOf(reply: Plain | null): [string, string][] {
  return listOf(reply?.headers).flatMap((pair): [string, string][] => {
    const [name, value] = listOf(pair)
    return typeof name === 'string' && typeof value === 'string' ? [[name.toLowerCase(), value]] : []
  })
}
