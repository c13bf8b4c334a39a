import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../evidence/json.ts'
import { connect } from '../connect.ts'
import { dns } from '../dns.ts'
import { http } from '../http.ts'
import { https } from '../https.ts'
import type { Probe } from '../probe.ts'
import { robot } from '../robot.ts'
import { suites } from '../suites.ts'
import { tls } from '../tls.ts'
import { Authority } from './testing/certificates.ts'
import { readContext, testTarget } from './testing/context.ts'

const authority = new Authority()
const leaf = pemBytes(authority.leaf().leaf)
authority.remove()

function pemBytes(pem: string): Uint8Array {
  return Buffer.from(pem.replaceAll(/-----.*?-----|\s/g, ''), 'base64')
}

const context = readContext(testTarget({ promises: { heartbeat: { keyword: 'k' } } }))

/** Every fact, the ones behind accessors too, down to the leaves. */
function touch(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || depth > 6) return
  for (
    let part: object | null = value;
    part !== null && part !== Object.prototype;
    part = Object.getPrototypeOf(part)
  ) {
    for (const name of Object.getOwnPropertyNames(part)) touch(Reflect.get(part, name, value), depth + 1)
  }
}

const outcome = fc.constantFrom('answered', 'established', 'enumerated', 'open', 'silent', 'tls-alert', 'nonsense')
const reply = fc.record(
  {
    status: fc.oneof(fc.integer(), fc.constant(200), fc.json()),
    headers: fc.oneof(fc.jsonValue(), fc.array(fc.tuple(fc.string(), fc.string()))),
    interim: fc.jsonValue(),
    end: fc.constantFrom('complete', 'truncated', 'x'),
  },
  { requiredKeys: [] },
)
const likely = fc.record(
  {
    outcome,
    reply: fc.oneof(reply, fc.jsonValue()),
    tls: fc.jsonValue(),
    suites: fc.jsonValue(),
    groups: fc.jsonValue(),
  },
  { requiredKeys: [] },
)
const head = fc.oneof(fc.jsonValue(), likely)

/** A certificate or a message with some octets changed: closer to the edges of a parser than noise. */
const damaged = fc
  .tuple(fc.array(fc.tuple(fc.nat(leaf.length - 1), fc.nat(255)), { maxLength: 4 }), fc.nat(leaf.length))
  .map(([changes, length]) => {
    const octets = Uint8Array.from(leaf)
    for (const [at, value] of changes) octets[at] = value
    return octets.subarray(0, length)
  })
const octets = fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged)
const received = fc
  .array(fc.jsonValue())
  .map((messages) => Buffer.from(JSON.stringify({ received: messages, now: 'x' })))
const bodies = fc.dictionary(
  fc.constantFrom('body', 'message', 'truncated', 'certificate0', 'certificate1', 'reply'),
  fc.oneof(octets, received),
)

const everyProbe: readonly (readonly [Probe<never, unknown>, Json])[] = [
  [https, { path: '/' }],
  [http, { path: '/' }],
  [tls, { version: 'TLSv1.3' }],
  [suites, { groups: true }],
  [dns, { server: 'a', name: 'b', type: 'A' }],
  [connect, { port: 1 }],
  [robot, {}],
]

test.each(
  everyProbe.map(([probe, request]) => [probe.name, probe, request] as const),
)('%s reads whatever stands in a record', (_, probe, request) => {
  fc.assert(
    fc.property(head, bodies, (hostileHead, hostileBodies) => {
      touch(probe.read({ head: hostileHead as Json, bodies: hostileBodies }, request as never, context))
    }),
    { numRuns: 1000 },
  )
})

test('a DNS message of hostile octets is garbled or told', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 600 }), (message) => {
      const facts = dns.read(
        { head: { outcome: 'answered' }, bodies: { message } },
        { server: 'a', name: 'b', type: 'A' },
        context,
      )
      expect(['answered', 'garbled']).toContain(facts.outcome)
    }),
    { numRuns: 1000 },
  )
})
