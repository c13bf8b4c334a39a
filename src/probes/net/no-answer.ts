import { Blind } from '../probe.ts'
import { alertOf } from './alerts.ts'

/**
 * How a peer can fail to give what was asked for. Each is an answer of the deployment, never our blindness.
 *
 * `refused` and `unreachable` before a connection; then `reset` (RST), `closed` (FIN), `silent` (nothing until the limit),
 * `alert` (TLS said no), `garbled` (bytes came that the protocol does not allow, or more of them than anybody needs).
 */
export const noAnswers = ['refused', 'unreachable', 'reset', 'closed', 'silent', 'alert', 'garbled'] as const
export type NoAnswerWord = (typeof noAnswers)[number]

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly outcome: NoAnswerWord
  /** The class of error as the system, OpenSSL, the parser or nghttp2 names it. */
  readonly code: string | null
  /** Name of the alert after RFC 8446 §6, lower case. */
  readonly alert: string | null

  constructor(outcome: NoAnswerWord, code: string | null, options?: ErrorOptions) {
    super(`no answer: ${outcome}${code === null ? '' : ` (${code})`}`, options)
    this.outcome = outcome
    this.code = code
    this.alert = code === null ? null : alertOf(code)
  }
}

/** What is known of a connection when it fails. */
export interface Heard {
  /** What was attempted, on what: for the message of a blindness. */
  readonly what: string
  /** Octets that came from the peer. What OpenSSL refuses before any came, it refuses by itself. */
  readonly octets: number
  /** The peer had closed its side in good order. */
  readonly ended?: boolean
}

/** Codes of the system that speak of this machine and not of the peer. */
const local = new Set([
  'EMFILE',
  'ENFILE',
  'ENETUNREACH',
  'ENETDOWN',
  'EACCES',
  'EPERM',
  'EADDRNOTAVAIL',
  'EADDRINUSE',
  'EAFNOSUPPORT',
  'ENOBUFS',
  'ENOMEM',
  'EINVAL',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
])

/**
 * Sorts an error by its code, never by its words: a `NoAnswer` of the peer, our `Blind`, or, when it is neither, the error
 * itself: a defect of the probe.
 */
export function sortError(error: unknown, heard: Heard): unknown {
  if (error instanceof NoAnswer || error instanceof Blind) return error
  const code = codeOf(error)
  if (code === null) return error
  const word = wordOf(code, error, heard)
  if (word !== null) return new NoAnswer(word, code, { cause: error })
  if (local.has(code) || code.startsWith('ERR_SSL_')) {
    const kind = code.startsWith('ERR_SSL_') ? 'local-tls' : code
    return new Blind(kind, `could not ${heard.what}: this machine says ${code}`, { cause: error })
  }
  return error
}

function wordOf(code: string, error: unknown, { octets, ended }: Heard): NoAnswerWord | null {
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'EHOSTUNREACH' || code === 'EHOSTDOWN') return 'unreachable'
  if (code === 'ETIMEDOUT') return 'silent'
  if (code === 'EPIPE') return ended ? 'closed' : 'reset'
  // Node makes this code up when the peer closes in good order; only a real reset carries the system's number.
  if (code === 'ECONNRESET') return hasErrno(error) ? 'reset' : 'closed'
  if (alertOf(code) !== null) return 'alert'
  if (code === 'ERR_SSL_UNEXPECTED_EOF_WHILE_READING') return 'closed'
  // EPROTO and other sums of OpenSSL: a fault in bytes that came, otherwise a refusal of our own library.
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return octets > 0 ? 'garbled' : null
  if (code === 'UND_ERR_SOCKET') return ended ? 'closed' : 'garbled'
  if (code === 'HPE_INVALID_EOF_STATE' || code === 'HPE_CLOSED_CONNECTION') return 'closed'
  if (code.startsWith('HPE_') || isFramingFault(code)) return 'garbled'
  return null
}

function isFramingFault(code: string): boolean {
  return (
    code === 'UND_ERR_HEADERS_OVERFLOW' ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
    code === 'ERR_HTTP2_ERROR' ||
    code === 'ERR_HTTP2_STREAM_ERROR' ||
    code === 'ERR_HTTP2_SESSION_ERROR' ||
    code === 'ERR_HTTP2_STREAM_CANCEL' ||
    code === 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES' ||
    code === 'ERR_HTTP2_HEADER_SINGLE_VALUE' ||
    code === 'ERR_HTTP2_INVALID_HEADER_VALUE'
  )
}

export function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  if (typeof error.code === 'string') return error.code
  // undici 8 looks its parser's code up the wrong way round and finds none.
  return 'name' in error && error.name === 'HTTPParserError' ? 'HPE_UNNAMED' : null
}

function hasErrno(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errno' in error && typeof error.errno === 'number'
}
