import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import type { Endpoint, Target } from '../targets/target.ts'
import { type HttpsRequest, https } from './https.ts'
import { Authority, type Identity, publicName } from './net/testing/certificates.ts'
import { lookContext, nonce, observe, password, testTarget } from './net/testing/context.ts'
import { closedPort, Servers } from './net/testing/servers.ts'

const servers = new Servers()
const authority = new Authority()
const leaf = authority.leaf()
afterAll(() => {
  servers.close()
  authority.remove()
})

const targetAt = (endpoint: Endpoint) => testTarget({ https: endpoint, root: authority.root })

type Serve = (request: Http2ServerRequest, response: Http2ServerResponse) => void
/** Speaks HTTP/2 and HTTP/1.1. */
async function web(serve: Serve, identity: Identity = leaf): Promise<Target> {
  const server = createSecureServer({ key: identity.key, cert: identity.chain, allowHTTP1: true }, serve)
  server.on('sessionError', () => {}).on('tlsClientError', () => {})
  return targetAt(await servers.start(server))
}

/** Speaks TLS, and octets as it is told. */
async function octets(alpn: 'h2' | 'http/1.1', serve: (socket: TLSSocket) => void): Promise<Target> {
  const server = createTlsServer({ key: leaf.key, cert: leaf.chain, ALPNProtocols: [alpn] }, (socket) => {
    socket.on('error', () => {})
    serve(socket)
  })
  return targetAt(await servers.start(server))
}

const echo: Serve = (request, response) => {
  response.setHeader('set-cookie', ['a=1', 'b=2'])
  response.setHeader('X-Told', JSON.stringify(request.headers))
  response.setHeader('content-type', 'Text/Plain; charset=utf-8')
  response.end(`${request.method} ${request.url}`)
}
const versions: readonly ('h1' | 'h2')[] = ['h1', 'h2']

test.each(versions)('%s: an answer is told as it was sent', async (version) => {
  const target = await web(echo)
  const facts = await observe(https, { path: '/a?b=c', version, headers: { 'X-More': 'yes' } }, target)
  expect(facts).toMatchObject({ outcome: 'answered', status: 200, version, complete: true, truncated: false })
  expect(facts.text).toBe('GET /a?b=c')
  expect(facts.sha256).toBe(createHash('sha256').update('GET /a?b=c').digest('hex'))
  expect(facts.type).toBe('text/plain')
  expect(facts.header('Set-Cookie')).toBe('a=1, b=2')
  expect(facts.headerCount('set-cookie')).toBe(2)
  expect(facts.header('absent')).toBeNull()
  expect(Math.abs((facts.date ?? 0) - Date.now())).toBeLessThan(5000)
  expect(Math.abs((facts.receivedAt ?? 0) - Date.now())).toBeLessThan(5000)
  const told: unknown = JSON.parse(facts.header('x-told') ?? '')
  expect(told).toMatchObject({
    'x-evidence-nonce': nonce,
    'x-more': 'yes',
    'user-agent': 'evidence-gate',
    'accept-encoding': 'identity',
  })
  expect(told).not.toHaveProperty('authorization')
  expect(facts.tls).toMatchObject({ protocol: 'TLSv1.3', authorized: true, authorizationError: null, unreadable: 0 })
  expect(facts.tls?.alpn).toBe(version === 'h2' ? 'h2' : 'http/1.1')
  expect(facts.tls?.chain.map(({ subject, isCa, selfSigned }) => ({ subject, isCa, selfSigned }))).toEqual([
    { subject: `CN=${publicName}`, isCa: false, selfSigned: false },
    { subject: 'CN=Test Intermediate', isCa: true, selfSigned: false },
  ])
  expect(facts.tls?.chain[0]).toMatchObject({
    names: [publicName],
    key: { type: 'ec', curve: 'prime256v1', bits: null },
  })
})

test.each(versions)('%s: HEAD has headers and no body', async (version) => {
  const facts = await observe(https, { path: '/', method: 'HEAD', version }, await web(echo))
  expect(facts).toMatchObject({ outcome: 'answered', status: 200, complete: true })
  expect(facts.body).toHaveLength(0)
})

test('HTTP/1.1 is spoken where the server does not choose HTTP/2', async () => {
  const target = await octets('http/1.1', (socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
  })
  const facts = await observe(https, { path: '/' }, target)
  expect(facts).toMatchObject({ outcome: 'answered', version: 'h1', text: 'ok' })
})

test('Host is what was asked for, and the hello names another', async () => {
  const target = await web((request, response) => {
    const { socket } = request
    const inHello = 'servername' in socket ? String(socket.servername) : ''
    response.end(`${request.headers[':authority'] ?? request.headers.host} ${inHello}`)
  })
  for (const version of versions) {
    const facts = await observe(https, { path: '/', host: 'foreign.test', version }, target)
    expect(facts.text).toBe(`foreign.test ${publicName}`)
  }
})

test('an address is reached by the way that the target tells', async () => {
  const { front } = await web(echo)
  const target = testTarget({ root: authority.root, reach: { '198.51.100.10:443': front.https } })
  expect(await observe(https, { path: '/', address: '198.51.100.10' }, target)).toMatchObject({ status: 200 })
})

test('each identity sends what it is named for', async () => {
  const target = await web((request, response) => response.end(request.headers.authorization ?? 'none'))
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  const sent = async (as: NonNullable<HttpsRequest['as']>) => (await observe(https, { path: '/', as }, target)).text
  expect(await sent('nobody')).toBe('none')
  expect(await sent('user')).toBe(basic(`admin:${password}`))
  expect(await sent('wrong-password')).toBe(basic('admin:wrong-password'))
  expect(await sent('wrong-user')).toBe(basic(`nobody-of-that-name:${password}`))
  expect(await sent('burnt-password')).toBe(basic('admin:crs2026secure'))
  expect(await sent('empty')).toBe(basic('admin:'))
  expect(await sent('malformed')).toMatch(/^Basic %/)
  expect(await sent('other-scheme')).toMatch(/^Bearer /)
})

test('without the password, or a published one, we are blind', async () => {
  const target = testTarget({ promises: { burntPasswords: [] } })
  const context = lookContext(target, { secrets: new Map() })
  await expect(https.look({ path: '/', as: 'user' }, context)).rejects.toMatchObject({ code: 'no-password' })
  await expect(https.look({ path: '/', as: 'burnt-password' }, context)).rejects.toMatchObject({ code: 'not-promised' })
})

test.each([
  ['expired', ['-not_before', '20200101000000Z', '-not_after', '20200201000000Z'], [publicName], 'CERT_HAS_EXPIRED'],
  ['for another name', ['-days', '9'], ['other.example.test'], 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('behind a certificate that is %s, strangers look on and the password stays here', async (_, options, names, code) => {
  let seen = 0
  const target = await web(
    (_request, response) => {
      seen += 1
      response.end('behind')
    },
    expiring(options, names),
  )
  const facts = await observe(https, { path: '/' }, target)
  expect(facts).toMatchObject({ outcome: 'answered', text: 'behind' })
  expect(facts.tls).toMatchObject({ authorized: false, authorizationError: code })
  for (const as of ['user', 'wrong-user'] as const) {
    const withheld = await observe(https, { path: '/', as }, target)
    expect(withheld).toMatchObject({ outcome: 'not-sent', code, status: null })
    expect(withheld.tls?.chain).toHaveLength(2)
  }
  expect(seen).toBe(1)
})

/** OpenSSL 3.0's x509 has no dates, only days. */
function expiring(options: readonly string[], names: readonly string[]): Identity {
  return authority.leaf(names, options[0] === '-not_before' ? ['-days', '-1'] : options)
}

test('without its intermediate a chain does not verify, though we have seen it before', async () => {
  const target = await web(echo, { ...leaf, chain: leaf.leaf })
  const facts = await observe(https, { path: '/' }, target)
  expect(facts.tls).toMatchObject({ authorized: false, authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
  expect(facts.tls?.chain).toHaveLength(1)
})

test('no connection: refused', async () => {
  const facts = await observe(https, { path: '/' }, targetAt(await closedPort()))
  expect(facts).toMatchObject({ outcome: 'refused', code: 'ECONNREFUSED', status: null, version: null, tls: null })
})

test('no handshake: closed, reset, silent, garbled, alert', async () => {
  const outcome = async (serve: Parameters<Servers['raw']>[0]) => {
    const { outcome, alert, tls } = await observe(https, { path: '/' }, targetAt(await servers.raw(serve)))
    expect(tls).toBeNull()
    return [outcome, alert]
  }
  expect(await outcome((socket) => socket.end())).toEqual(['closed', null])
  expect(await outcome((socket) => socket.once('data', () => socket.end()))).toEqual(['closed', null])
  expect(await outcome((socket) => socket.once('data', () => socket.resetAndDestroy()))).toEqual(['reset', null])
  expect(await outcome(() => {})).toEqual(['silent', null])
  expect(await outcome((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))).toEqual(['garbled', null])
  const alert = Buffer.from([21, 3, 3, 0, 2, 2, 112])
  expect(await outcome((socket) => socket.once('data', () => socket.end(alert)))).toEqual([
    'tls-alert',
    'unrecognized_name',
  ])
})

test.each([
  ['http/1.1', 'h1'],
  ['h2', 'h2'],
] as const)('%s: no answer after a handshake', async (alpn, version) => {
  const outcome = async (serve: (socket: TLSSocket) => void) => {
    const facts = await observe(https, { path: '/', version }, await octets(alpn, serve))
    expect(facts).toMatchObject({ status: null, complete: false })
    expect(facts.tls?.authorized).toBe(true)
    return facts.outcome
  }
  expect(await outcome((socket) => socket.resume())).toBe('silent')
  expect(await outcome((socket) => socket.resume().end())).toBe('closed')
  expect(await outcome((socket) => socket.once('data', () => socket.end()))).toBe('closed')
  expect(await outcome((socket) => socket.once('data', () => resetUnder(socket)))).toBe('reset')
  expect(await outcome((socket) => socket.resume().write(Buffer.alloc(500, 'garbage ')))).toBe('garbled')
})

function resetUnder(socket: TLSSocket): void {
  const raw: unknown = Reflect.get(socket, '_parent')
  if (typeof raw === 'object' && raw !== null && 'resetAndDestroy' in raw) {
    const reset = raw.resetAndDestroy
    if (typeof reset === 'function') reset.call(raw)
  } else socket.resetAndDestroy()
}

test('what breaks off after its head is an answer that is not complete', async () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'
  const cut = await octets('http/1.1', (socket) => socket.once('data', () => socket.end(head)))
  const facts = await observe(https, { path: '/' }, cut)
  expect(facts).toMatchObject({ outcome: 'answered', status: 200, complete: false, truncated: false, sha256: null })
  expect(facts.text).toBe('half')
  const stuck = await web((_request, response) => response.write('half'))
  expect(await observe(https, { path: '/' }, stuck)).toMatchObject({
    outcome: 'answered',
    complete: false,
    text: 'half',
  })
  const broken = await web((_request, response) => {
    response.write('half')
    setTimeout(() => response.stream.close(2), 20)
  })
  expect(await observe(https, { path: '/' }, broken)).toMatchObject({
    outcome: 'answered',
    complete: false,
    text: 'half',
  })
})

test.each(versions)('%s: a body without end is cut at 2 MiB', async (version) => {
  const target = await web((_request, response) => {
    const more = () => {
      if (!response.destroyed && response.write(Buffer.alloc(65536, 'x'))) setImmediate(more)
    }
    response.on('drain', more)
    more()
  })
  const facts = await observe(https, { path: '/', version }, target, { budget: 5000 })
  expect(facts).toMatchObject({ outcome: 'answered', status: 200, truncated: true, complete: false, sha256: null })
  expect(facts.body).toHaveLength(2 * 1024 * 1024)
})

test('a head without end is garbled', async () => {
  const bomb = await octets('http/1.1', (socket) => {
    socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${'X-Bomb: boom\r\n'.repeat(20_000)}`))
  })
  expect(await observe(https, { path: '/' }, bomb)).toMatchObject({ outcome: 'garbled', status: null })
  const many = await web((_request, response) => {
    for (let index = 0; index < 400; index += 1) response.setHeader(`x-${index}`, 'boom')
    response.end()
  })
  expect((await observe(https, { path: '/' }, many)).outcome).not.toBe('answered')
})

test('interim answers are told apart from the answer', async () => {
  const target = await octets('http/1.1', (socket) => {
    socket.once('data', () => {
      socket.end('HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\nX-Last: 1\r\n\r\n')
    })
  })
  const facts = await observe(https, { path: '/' }, target)
  expect(facts).toMatchObject({ status: 204, interim: [103], headers: [['x-last', '1']] })
})

test('a redirect is told and not followed', async () => {
  let asked = 0
  const target = await web((_request, response) => {
    asked += 1
    response.writeHead(302, { location: '/again' }).end()
  })
  for (const version of versions) {
    const facts = await observe(https, { path: '/', version }, target)
    expect([facts.status, facts.header('location')]).toEqual([302, '/again'])
  }
  expect(asked).toBe(2)
})

test('cut off before a second is over, or begun after the end, we are blind', async () => {
  const target = targetAt(await servers.raw(() => {}))
  await expect(https.look({ path: '/' }, lookContext(target, { budget: 100 }))).rejects.toMatchObject({
    code: 'deadline',
  })
  const signal = AbortSignal.abort()
  await expect(https.look({ path: '/' }, lookContext(target, { signal }))).rejects.toMatchObject({ code: 'deadline' })
})

test('by hand, the same is seen', async () => {
  const target = await web((request, response) => {
    response.setHeader('x-authority', request.headers[':authority'] ?? request.headers.host ?? '')
    response.end(`${request.httpVersion} ${request.url} ${request.headers.authorization ?? 'none'}`)
  })
  const run = async (request: HttpsRequest) => {
    const command = https.byHand(request, target)
    expect(command).not.toContain(password)
    const env = { ...process.env, EVIDENCE_PASSWORD: password, EVIDENCE_CA: authority.rootFile }
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { env })
    return stdout
  }
  const path = "/it's/$HOME?a=[1]&b=%20"
  const basic = Buffer.from(`admin:${password}`).toString('base64')
  const h2 = await run({ path, as: 'user' })
  expect(h2).toContain(`2.0 ${path} Basic ${basic}`)
  expect(h2).toContain(`x-authority: ${publicName}\r\n`)
  expect(await run({ path, version: 'h1', as: 'wrong-password', host: 'foreign.test' })).toMatch(
    /x-authority: foreign.test/,
  )
  expect(await run({ path: '/', method: 'HEAD' })).toMatch(/^HTTP\/2 200/)
})
