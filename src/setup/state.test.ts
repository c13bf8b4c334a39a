import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forget, readState, remember } from './state.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('changes add up', async () => {
  await remember({ packages: ['docker.io', 'iptables'] }, folder)
  await remember({ madeBases: ['debian:trixie-slim'], base: 'debian:trixie-slim' }, folder)
  await remember({ packages: ['mmdebstrap', 'iptables'] }, folder)
  expect(await readState(folder)).toEqual({
    packages: ['docker.io', 'iptables', 'mmdebstrap'],
    madeBases: ['debian:trixie-slim'],
    base: 'debian:trixie-slim',
  })
  await forget(folder)
  expect(await readState(folder)).toEqual({})
})

test.each([
  '',
  '{"packages": "docker.io"}',
  '{"packages": ["a',
  'null',
  '{"packages": ["--force"]}',
])('an unreadable file (%j) means: nothing', async (text) => {
  writeFileSync(join(folder, 'setup.json'), text)
  expect(await readState(folder)).toEqual({})
})
