import type { Target } from '../targets/target.ts'
import { objectOf, textOf, wordOf } from './net/plain.ts'
import { ssl3Hello } from './net/ssl3-hello.ts'
import { readTls, type TlsFacts } from './net/tls-facts.ts'
import { serverNameOf, type TlsVersion, tlsCiphers } from './net/tls-request.ts'
import { hostPort } from './net/way.ts'
import type { Answer, Probe, ReadContext } from './probe.ts'
import { shellLine, shellQuote } from './shell-quote.ts'

export type TlsRequest = {
  /** The one version that is offered. */
  readonly version: TlsVersion
  /** Server name in the hello; null: none. Default: the first promised one. */
  readonly name?: string | null
  /** OpenSSL cipher string in place of the default. */
  readonly ciphers?: string
  /** Protocols offered by ALPN; none by default. */
  readonly alpn?: readonly string[]
}

/** `alert`: the server said no. `garbled`: what came is not TLS, or not what TLS allows. */
const outcomes = [
  'established',
  'alert',
  'closed',
  'reset',
  'refused',
  'unreachable',
  'silent',
  'garbled',
  'unreadable',
] as const
type TlsOutcome = (typeof outcomes)[number]

export interface TlsHandshakeFacts extends TlsFacts {
  readonly outcome: TlsOutcome
  /** RFC 8446's name of the alert: `protocol_version`, `handshake_failure`, `unrecognized_name` … */
  readonly alert: string | null
  /** OpenSSL's or the system's class of what came in place of a handshake. */
  readonly code: string | null
}

/** One handshake with the front door in one version, over a connection of its own; nothing is sent over it. */
export const tls: Probe<TlsRequest, TlsHandshakeFacts> = {
  name: 'tls',
  wave: 'network',
  vantage: 'runner',

  // Loaded when something is looked at, not when a record is read.
  look: async (request, context) => (await import('./net/look-tls.ts')).lookTls(request, context),

  read: (answer, _request, context) => readHandshake(answer, context),

  byHand(request, target) {
    const name = serverNameOf(request.name, target)
    return request.version === 'SSLv3' ? ssl3ByHand(name, target) : sClient(request, name, target)
  },
}

const nothing: TlsFacts = {
  protocol: null,
  cipher: null,
  alpn: null,
  group: null,
  authorized: false,
  authorizationError: null,
  chain: [],
  unreadable: 0,
}

function readHandshake({ head, bodies }: Answer, context: ReadContext): TlsHandshakeFacts {
  const plain = objectOf(head)
  const seen = readTls(plain.tls, bodies)
  const word = wordOf(plain.outcome, outcomes)
  const outcome = word === null || (word === 'established') !== (seen !== null) ? 'unreadable' : word
  const facts: TlsHandshakeFacts = Object.assign(seen ?? { ...nothing }, {
    outcome,
    alert: textOf(plain.alert),
    code: textOf(plain.code),
  })
  if (outcome !== 'unreadable') return facts
  return context.unseen(
    'evidence-unreadable',
    'the record of this handshake is not in the form that its probe writes',
    facts,
  )
}

const flags = { TLSv1: '-tls1', 'TLSv1.1': '-tls1_1', 'TLSv1.2': '-tls1_2', 'TLSv1.3': '-tls1_3' } as const

function sClient(request: TlsRequest, name: string | null, target: Target): string {
  const { version, alpn } = request
  const ciphers = tlsCiphers(request)
  const words = ['openssl', 's_client', '-connect', hostPort(target.front.https)]
  words.push(...(name === null ? ['-noservername'] : ['-servername', name]))
  if (version !== 'SSLv3') words.push(flags[version])
  if (ciphers !== null) words.push('-cipher', ciphers)
  if (alpn && alpn.length > 0) words.push('-alpn', alpn.join(','))
  words.push('-showcerts')
  const root = target.root === null ? '' : ' -CAfile "$EVIDENCE_CA"'
  return `${shellLine(words)}${root} </dev/null`
}

/** OpenSSL cannot: the same octets through bash, and the reply's first record (it begins with `15` where it is an alert). */
function ssl3ByHand(name: string | null, target: Target): string {
  const { host, port } = target.front.https
  const hello = [...ssl3Hello(name, new Uint8Array(32).fill(1))].map(
    (octet) => `\\x${octet.toString(16).padStart(2, '0')}`,
  )
  return `(exec 3<>${shellQuote(`/dev/tcp/${host}/${port}`)} && printf '${hello.join('')}' >&3 && timeout 5 head -c 7 <&3 | od -An -tx1)`
}
