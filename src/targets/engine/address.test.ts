import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addressUrl, engineAddress, parseAddress } from './address.ts'

test.each([
  ['unix:///run/engine.sock', { socketPath: '/run/engine.sock' }],
  ['/run/engine.sock', { socketPath: '/run/engine.sock' }],
  ['tcp://127.0.0.1:2375', { host: '127.0.0.1', port: 2375 }],
  ['tcp://[::1]:2375', { host: '::1', port: 2375 }],
  ['tcp://engine', { host: 'engine', port: 2375 }],
])('reads %s', (url, address) => {
  expect(parseAddress(url)).toEqual(address)
})

test('an address that we cannot speak to says what to do', () => {
  expect(() => parseAddress('ssh://user@host')).toThrow(/ssh -L/)
})

test('DOCKER_HOST wins over the context, the context over the usual sockets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docker-config-'))
  const id = createHash('sha256').update('far').digest('hex')
  mkdirSync(join(folder, 'contexts', 'meta', id), { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ currentContext: 'far' }))
  const meta = { Name: 'far', Endpoints: { docker: { Host: 'unix:///far.sock' } } }
  writeFileSync(join(folder, 'contexts', 'meta', id, 'meta.json'), JSON.stringify(meta))
  expect(addressUrl(engineAddress({ DOCKER_CONFIG: folder }))).toBe('unix:///far.sock')
  expect(addressUrl(engineAddress({ DOCKER_CONFIG: folder, DOCKER_HOST: 'unix:///near.sock' }))).toBe(
    'unix:///near.sock',
  )
})
