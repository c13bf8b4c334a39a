import { type Answer as DnsRecord, decode } from 'dns-packet'
import type { Target } from '../targets/target.ts'
import { numberOf, objectOf, textOf, wordOf } from './net/plain.ts'
import { type Answer, Blind, type Probe } from './probe.ts'
import { shellLine } from './shell-quote.ts'

export type DnsRequest = {
  /** Name of a server in `promises.dns.servers`. */
  readonly server: string
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA'
  /** Default: UDP, and TCP when the answer is truncated. */
  readonly transport?: 'udp' | 'tcp'
}

/** Octets of a message that is taken apart: names may point into each other, so that large ones cost more than their size. */
export const largestMessage = 16 * 1024

/** `garbled`: what came is no DNS message. A server's `REFUSED` is an answer: see `rcode`. */
const outcomes = ['answered', 'refused', 'unreachable', 'reset', 'closed', 'silent', 'garbled', 'unreadable'] as const
type DnsOutcome = (typeof outcomes)[number]

interface DnsRecordFacts {
  /** Lower case, without the dot at the end. */
  readonly name: string
  readonly type: string
  /** Seconds. */
  readonly ttl: number
  /** As dig prints it; names in lower case without the dot at the end. */
  readonly data: string
}

export interface DnsFacts {
  readonly outcome: DnsOutcome
  readonly code: string | null
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED` … */
  readonly rcode: string | null
  readonly authoritative: boolean
  readonly recursionAvailable: boolean
  readonly answers: readonly DnsRecordFacts[]
  readonly authorities: readonly DnsRecordFacts[]
  /** Of all A and AAAA records among the answers, sorted, each once. */
  readonly addresses: readonly string[]
  /** The answer over UDP did not fit: what is told here came over TCP. */
  readonly truncated: boolean
  readonly transport: 'udp' | 'tcp' | null
  /** Messages that came in between and were no answer to the question. */
  readonly strangers: number
}

/** One question to one name server, asked by itself: one datagram, no retry. */
export const dns: Probe<DnsRequest, DnsFacts> = {
  name: 'dns',
  wave: 'network',
  vantage: 'runner',

  async look(request, context) {
    const server = serverOf(request, context.target)
    if (!server) {
      throw new Blind('not-promised', `could not ask the name server "${request.server}": the target does not name it`)
    }
    const { lookDns } = await import('./net/look-dns.ts')
    return await lookDns(request, { endpoint: server.endpoint, recursive: server.role === 'resolver' }, context)
  },

  read(answer, _request, { unseen }) {
    const facts = factsOf(answer)
    if (facts.outcome !== 'unreadable') return facts
    return unseen('evidence-unreadable', 'the record of this question is not in the form that its probe writes', facts)
  },

  byHand(request, target) {
    const server = serverOf(request, target)
    const words = ['dig', '+tries=1', '+noedns']
    if (server) words.push(`@${server.endpoint.host}`, '-p', String(server.endpoint.port))
    if (server?.role === 'authoritative') words.push('+norecurse')
    if (request.transport === 'tcp') words.push('+tcp')
    return shellLine([...words, '-q', request.name, '-t', request.type])
  },
}

function serverOf({ server }: DnsRequest, target: Target) {
  return target.promises.dns?.servers.find(({ name }) => name === server)
}

function factsOf({ head, bodies }: Answer): DnsFacts {
  const plain = objectOf(head)
  const outcome = wordOf(plain.outcome, outcomes) ?? 'unreadable'
  const base = {
    outcome,
    code: textOf(plain.code),
    rcode: null,
    authoritative: false,
    recursionAvailable: false,
    answers: [],
    authorities: [],
    addresses: [],
    truncated: bodies.truncated !== undefined,
    transport: wordOf(plain.transport, ['udp', 'tcp']),
    strangers: numberOf(plain.strangers) ?? 0,
  }
  if (outcome !== 'answered') return base
  const octets = Buffer.from(bodies.message ?? [])
  if (octets.length > largestMessage) return { ...base, outcome: 'garbled' }
  try {
    const message = decode(octets)
    const answers = recordsOf(message.answers)
    return {
      ...base,
      rcode: rcodeOf(message),
      authoritative: message.flag_aa,
      recursionAvailable: message.flag_ra,
      answers,
      authorities: recordsOf(message.authorities),
      addresses: [
        ...new Set(answers.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data)),
      ].sort(),
    }
  } catch {
    return { ...base, outcome: 'garbled' }
  }
}

/** The types of dns-packet do not know the member. */
function rcodeOf(message: object): string | null {
  return 'rcode' in message && typeof message.rcode === 'string' ? message.rcode : null
}

function recordsOf(records: readonly DnsRecord[] | undefined): DnsRecordFacts[] {
  return (records ?? []).flatMap((record) => {
    if (record.type === 'OPT') return []
    const ttl = 'ttl' in record && typeof record.ttl === 'number' ? record.ttl : 0
    return [{ name: bare(record.name), type: record.type, ttl, data: dataOf(record) }]
  })
}

function dataOf(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.data
    case 'CNAME':
    case 'NS':
      return bare(record.data)
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data
      return [bare(mname), bare(rname), serial, refresh, retry, expire, minimum].join(' ')
    }
    default:
      return 'data' in record ? JSON.stringify(record.data) : ''
  }
}

function bare(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
