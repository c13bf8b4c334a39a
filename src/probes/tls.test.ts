import { execFile } from 'node:child_process'
import { createServer, type TlsOptions } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import type { Target } from '../targets/target.ts'
import { Authority, publicName } from './net/testing/certificates.ts'
import { lookContext, observe, testTarget } from './net/testing/context.ts'
import { closedPort, Servers } from './net/testing/servers.ts'
import { tlsVersions } from './net/tls-request.ts'
import { type TlsRequest, tls } from './tls.ts'

const servers = new Servers()
const authority = new Authority()
const leaf = authority.leaf()
afterAll(() => {
  servers.close()
  authority.remove()
})

async function speaking(options: TlsOptions): Promise<Target> {
  const server = createServer({ key: leaf.key, cert: leaf.chain, ...options }, (socket) => socket.on('error', () => {}))
  server.on('tlsClientError', () => {})
  return testTarget({ https: await servers.start(server), root: authority.root })
}
const modern = () => speaking({ minVersion: 'TLSv1.2', ALPNProtocols: ['h2', 'http/1.1'] })
const old = () => speaking({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })

test('each version is offered alone', async () => {
  const outcomes = async (target: Target) =>
    await Promise.all(
      tlsVersions.map(async (version) => {
        const { outcome, alert, protocol } = await observe(tls, { version }, target)
        return [outcome, outcome === 'established' ? protocol : alert]
      }),
    )
  // SSL 3.0 has no alert protocol_version: OpenSSL says handshake_failure in its place.
  expect(await outcomes(await modern())).toEqual([
    ['alert', 'handshake_failure'],
    ['alert', 'protocol_version'],
    ['alert', 'protocol_version'],
    ['established', 'TLSv1.2'],
    ['established', 'TLSv1.3'],
  ])
  expect(await outcomes(await old())).toEqual([
    ['alert', 'handshake_failure'],
    ['established', 'TLSv1'],
    ['established', 'TLSv1.1'],
    ['established', 'TLSv1.2'],
    ['established', 'TLSv1.3'],
  ])
})

test('what was agreed on is told', async () => {
  const target = await modern()
  const facts = await observe(
    tls,
    { version: 'TLSv1.2', alpn: ['h2'], ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' },
    target,
  )
  expect(facts).toMatchObject({
    outcome: 'established',
    cipher: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    alpn: 'h2',
    authorized: true,
  })
  expect(facts.chain).toHaveLength(2)
  expect(facts.chain[0]?.names).toEqual([publicName])
  expect(await observe(tls, { version: 'TLSv1.3', alpn: ['nonsense'] }, target)).toMatchObject({
    outcome: 'alert',
    alert: 'no_application_protocol',
  })
  expect(await observe(tls, { version: 'TLSv1.2', ciphers: 'AES128-SHA' }, target)).toMatchObject({
    outcome: 'alert',
    alert: 'handshake_failure',
    chain: [],
  })
})

test('the name in the hello is the one that was asked for', async () => {
  const names: (string | undefined)[] = []
  const target = await speaking({
    SNICallback: (name, done) => {
      names.push(name)
      done(null)
    },
  })
  await observe(tls, { version: 'TLSv1.3' }, target)
  const other = await observe(tls, { version: 'TLSv1.3', name: 'other.test' }, target)
  expect(other).toMatchObject({ authorized: false, authorizationError: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  const none = await observe(tls, { version: 'TLSv1.3', name: null }, target)
  expect(none).toMatchObject({ outcome: 'established', authorized: true })
  expect(names).toEqual([publicName, 'other.test'])
})

test('what this machine cannot offer is our blindness', async () => {
  const context = lookContext(await modern())
  const look = (request: TlsRequest) => tls.look(request, context)
  await expect(look({ version: 'TLSv1.2', ciphers: 'RC4-MD5' })).rejects.toMatchObject({ code: 'local-tls' })
  await expect(look({ version: 'TLSv1', ciphers: 'DEFAULT' })).rejects.toMatchObject({ code: 'local-tls' })
})

test.each(['SSLv3', 'TLSv1.3'] as const)('%s: what is no TLS', async (version) => {
  const outcome = async (serve: Parameters<Servers['raw']>[0]) =>
    (await observe(tls, { version }, testTarget({ https: await servers.raw(serve) }))).outcome
  expect((await observe(tls, { version }, testTarget({ https: await closedPort() }))).outcome).toBe('refused')
  expect(await outcome((socket) => socket.end())).toBe('closed')
  expect(await outcome((socket) => socket.once('data', () => socket.resetAndDestroy()))).toBe('reset')
  expect(await outcome((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))).toBe('garbled')
  expect(await outcome(() => {})).toBe('silent')
})

test('a server that speaks SSL 3.0 is seen', async () => {
  const hello = Buffer.from([22, 3, 0, 0, 42, 2, 0, 0, 38, 3, 0, ...Array(32).fill(7), 0, 0, 10, 0])
  const target = testTarget({ https: await servers.raw((socket) => socket.once('data', () => socket.end(hello))) })
  expect(await observe(tls, { version: 'SSLv3' }, target)).toMatchObject({ outcome: 'established', protocol: 'SSLv3' })
})

test('by hand, the same is seen', async () => {
  const target = await modern()
  const env = { ...process.env, EVIDENCE_CA: authority.rootFile }
  const run = async (request: TlsRequest) =>
    await promisify(execFile)('bash', ['-c', tls.byHand(request, target)], { env }).then(
      ({ stdout, stderr }) => stdout + stderr,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    )
  expect(await run({ version: 'SSLv3' })).toMatch(/15 03 00 00 02 02 (28|46)/)
  expect(await run({ version: 'TLSv1.1' })).toMatch(/alert protocol version/)
  const established = await run({ version: 'TLSv1.2', alpn: ['h2'] })
  expect(established).toMatch(/ALPN protocol: h2/)
  expect(established).toMatch(/Verify return code: 0 \(ok\)/)
})
