import { execFile } from 'node:child_process'
import { createServer, type TlsOptions } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import type { Target } from '../targets/target.ts'
import { Authority } from './net/testing/certificates.ts'
import { observe, testTarget } from './net/testing/context.ts'
import { closedPort, Servers } from './net/testing/servers.ts'
import { suites } from './suites.ts'

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

test('suites are found, weak ones too', async () => {
  const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0'
  const target = await speaking({ ciphers, maxVersion: 'TLSv1.2' })
  expect(await observe(suites, { suites: 'TLSv1.2' }, target)).toMatchObject({
    outcome: 'enumerated',
    complete: true,
    suites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA'],
  })
  expect(await observe(suites, { suites: 'TLSv1.3' }, target)).toMatchObject({
    outcome: 'alert',
    alert: 'protocol_version',
    complete: false,
    suites: [],
  })
})

test('suites of TLS 1.3 and groups are found', async () => {
  const target = await speaking({ ecdhCurve: 'X25519:P-256' })
  expect(await observe(suites, { suites: 'TLSv1.3' }, target)).toMatchObject({
    outcome: 'enumerated',
    complete: true,
    suites: ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  })
  expect(await observe(suites, { groups: true }, target)).toMatchObject({
    outcome: 'enumerated',
    complete: true,
    groups: ['X25519', 'P-256'],
  })
})

test('a server that does not answer has no list', async () => {
  const target = testTarget({ https: await closedPort() })
  expect(await observe(suites, { groups: true }, target)).toMatchObject({
    outcome: 'refused',
    complete: false,
    groups: [],
  })
})

test('by hand, the same is seen', async () => {
  const target = await speaking({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', ecdhCurve: 'P-256' })
  const run = async (request: Parameters<typeof suites.byHand>[0]) =>
    await promisify(execFile)('bash', ['-c', suites.byHand(request, target)]).then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    )
  expect(await run({ suites: 'TLSv1.2' })).toBe('ECDHE-ECDSA-AES128-GCM-SHA256\n')
  expect(await run({ suites: 'TLSv1.3' })).toBe('')
  expect(await run({ groups: true })).toBe('P-256\n')
})
