import { createSocket } from 'node:dgram'
import { decode, encode, type Packet, streamEncode } from 'dns-packet'
import { afterAll, expect, test } from 'vitest'
import type { Endpoint, Target } from '../targets/target.ts'
import { dns } from './dns.ts'
import { lookContext, observe, testTarget } from './net/testing/context.ts'
import { closedPort, Servers } from './net/testing/servers.ts'

const servers = new Servers()
afterAll(() => servers.close())

const name = 'www.example.test'
const request = { server: 'ns1', name, type: 'A' } as const
const aa = 0x0400
const tc = 0x0200

function at(endpoint: Endpoint, role: 'authoritative' | 'resolver' = 'authoritative'): Target {
  return testTarget({ promises: { dns: { name, addresses: [], servers: [{ name: 'ns1', role, endpoint }] } } })
}

type Reply = (query: Packet) => readonly Buffer[]
/** Answers datagrams, and on the same port streams. */
async function server(udp: Reply, tcp: Reply = () => []): Promise<Endpoint> {
  const endpoint = await servers.raw((socket) => {
    socket.on('data', (data) => {
      for (const octets of tcp(decode(data.subarray(2)))) socket.write(octets)
    })
  })
  const socket = createSocket('udp4')
  socket.on('message', (message, { port, address }) => {
    for (const octets of udp(decode(message))) socket.send(octets, port, address)
  })
  await new Promise<void>((resolve) => socket.bind(endpoint.port, '127.0.0.1', resolve))
  servers.later(() => socket.close())
  return endpoint
}

const answer = (query: Packet, more: Packet = {}): Packet => ({
  type: 'response',
  id: query.id ?? 0,
  flags: aa,
  questions: query.questions ?? [],
  answers: [
    { type: 'CNAME', name: 'WWW.example.test', ttl: 60, data: 'web.example.test' },
    { type: 'A', name: 'web.example.test', ttl: 30, data: '198.51.100.20' },
    { type: 'A', name: 'web.example.test', ttl: 30, data: '198.51.100.10' },
  ],
  ...more,
})

test('an answer is told', async () => {
  const seen: Packet[] = []
  const target = at(
    await server((query) => {
      seen.push(query)
      return [encode(answer(query))]
    }),
  )
  expect(await observe(dns, request, target)).toEqual({
    outcome: 'answered',
    code: null,
    rcode: 'NOERROR',
    authoritative: true,
    recursionAvailable: false,
    answers: [
      { name, type: 'CNAME', ttl: 60, data: 'web.example.test' },
      { name: 'web.example.test', type: 'A', ttl: 30, data: '198.51.100.20' },
      { name: 'web.example.test', type: 'A', ttl: 30, data: '198.51.100.10' },
    ],
    authorities: [],
    addresses: ['198.51.100.10', '198.51.100.20'],
    truncated: false,
    transport: 'udp',
    strangers: 0,
  })
  expect(seen[0]).toMatchObject({ flag_rd: false, questions: [{ name, type: 'A' }] })
})

test('a resolver is asked to resolve, and a refusal in the message is an answer', async () => {
  const endpoint = await server((query) => {
    const recursion = 'flag_rd' in query && query.flag_rd === true
    return [encode(answer(query, { answers: [], flags: recursion ? 3 : 5 }))]
  })
  expect(await observe(dns, request, at(endpoint, 'resolver'))).toMatchObject({
    outcome: 'answered',
    rcode: 'NXDOMAIN',
  })
  expect(await observe(dns, request, at(endpoint))).toMatchObject({
    outcome: 'answered',
    rcode: 'REFUSED',
    addresses: [],
  })
})

test('what does not fit is asked for again over TCP', async () => {
  const endpoint = await server(
    (query) => [encode(answer(query, { flags: aa | tc, answers: [] }))],
    (query) => [streamEncode(answer(query))],
  )
  const facts = await observe(dns, request, at(endpoint))
  expect(facts).toMatchObject({ outcome: 'answered', truncated: true, transport: 'tcp' })
  expect(facts.addresses).toHaveLength(2)
  const overTcp = await observe(dns, { ...request, transport: 'tcp' }, at(endpoint))
  expect(overTcp).toMatchObject({ outcome: 'answered', truncated: false, transport: 'tcp' })
})

test('other answers than ours are not heard', async () => {
  const endpoint = await server((query) => [
    encode(answer({ ...query, id: ((query.id ?? 0) + 1) % 65536 })),
    encode(answer({ ...query, questions: [{ type: 'A', name: 'other.test' }] })),
    Buffer.from('noise'),
    encode(answer(query, { answers: [] })),
  ])
  expect(await observe(dns, request, at(endpoint))).toMatchObject({ outcome: 'answered', answers: [], strangers: 3 })
})

test('no answer is an answer', async () => {
  expect((await observe(dns, request, at(await closedPort()))).outcome).toBe('refused')
  expect((await observe(dns, { ...request, transport: 'tcp' }, at(await closedPort()))).outcome).toBe('refused')
  expect((await observe(dns, request, at(await server(() => [])))).outcome).toBe('silent')
  const broken = await server((query) => [encode(answer(query)).subarray(0, 40)])
  expect((await observe(dns, request, at(broken))).outcome).toBe('garbled')
  const closing = await servers.raw((socket) => socket.once('data', () => socket.end(Buffer.from([0, 50, 1, 2]))))
  expect((await observe(dns, { ...request, transport: 'tcp' }, at(closing))).outcome).toBe('closed')
})

test('a server that the target does not name cannot be asked', async () => {
  await expect(dns.look(request, lookContext(testTarget()))).rejects.toMatchObject({ code: 'not-promised' })
})

test('by hand', () => {
  expect(dns.byHand(request, at({ host: '127.0.0.1', port: 5353 }))).toBe(
    'dig +tries=1 +noedns @127.0.0.1 -p 5353 +norecurse -q www.example.test -t A',
  )
})
