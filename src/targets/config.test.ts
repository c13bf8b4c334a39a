import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkConfig, loadConfig } from './config.ts'
import { UsageError } from './errors.ts'

const front = { https: { host: 'www.example.org', port: 443 } }

test('a missing file is an empty configuration, and the shipped one is valid', async () => {
  expect(await loadConfig('/nonexistent/evidence.config.ts')).toEqual({ targets: {}, waivers: [] })
  expect(await loadConfig()).toMatchObject({ waivers: [] })
})

test('what is left out has its default', () => {
  const { targets } = checkConfig({ targets: { local: { front, promises: {} } } }, 'x')
  expect(targets.local).toEqual({ front, reach: {}, user: 'admin', promises: {} })
})

test.each([
  [
    'a port that is no port',
    { local: { front: { https: { host: 'h', port: 70000 } }, promises: {} } },
    /local › front › https › port/,
  ],
  ['a member that nobody knows', { local: { front, promises: { realm: 'x' } } }, /realm/],
  ['a target that is none', { staging: { front, promises: {} } }, /staging: expected `local` or `ssh/],
  ['no promises', { local: { front } }, /local › promises/],
])('%s is named', (_, targets, message) => {
  const attempt = () => checkConfig({ targets }, 'evidence.config.ts')
  expect(attempt).toThrow(UsageError)
  expect(attempt).toThrow(message)
  expect(attempt).toThrow(/evidence\.config\.ts/)
})

test('a waiver without an expiry is refused', () => {
  const waivers = [{ claim: 'ports/https', reason: 'later', approver: 'me' }]
  expect(() => checkConfig({ waivers }, 'x')).toThrow(/waivers › 0 › expires/)
})

test('a file that does not load, or exports nothing, is one clear error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  const broken = join(folder, 'broken.config.mjs')
  writeFileSync(broken, 'export default {')
  await expect(loadConfig(broken)).rejects.toThrow(/cannot load the configuration .*broken/)
  const empty = join(folder, 'empty.config.mjs')
  writeFileSync(empty, 'export const x = 1')
  await expect(loadConfig(empty)).rejects.toThrow(/no default export/)
})
