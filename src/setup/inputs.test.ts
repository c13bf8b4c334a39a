import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestOf, inputsIn } from './inputs.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inputs-'))
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(folder, 'Dockerfile'), 'FROM x\n')
  writeFileSync(join(folder, 'app/start'), '#!/bin/sh\n')
  chmodSync(join(folder, 'app/start'), 0o755)
})
afterEach(() => rmSync(folder, { recursive: true }))
const digest = async (base = 'sha256:1') => digestOf(await inputsIn(folder), base)

test('files come sorted, with what git keeps of their modes', async () => {
  expect((await inputsIn(folder)).map(({ path, executable }) => [path, executable])).toEqual([
    ['Dockerfile', false],
    ['app/start', true],
  ])
})

test('bytes, name, mode and base each change the digest', async () => {
  const seen = new Set([await digest(), await digest('sha256:2')])
  writeFileSync(join(folder, 'Dockerfile'), 'FROM y\n')
  seen.add(await digest())
  chmodSync(join(folder, 'app/start'), 0o644)
  seen.add(await digest())
  rmSync(join(folder, 'app/start'))
  writeFileSync(join(folder, 'app/stars'), '#!/bin/sh\n')
  seen.add(await digest())
  expect(seen.size).toBe(5)
})

test('umask and the leavings of Python change nothing', async () => {
  const before = await digest()
  chmodSync(join(folder, 'Dockerfile'), 0o600)
  mkdirSync(join(folder, 'app/__pycache__'))
  writeFileSync(join(folder, 'app/__pycache__/x.cpython-313.pyc'), 'x')
  expect(await digest()).toBe(before)
})

test('where one file ends and the next begins is part of the digest', () => {
  const file = (path: string, text: string) => ({ path, executable: false, bytes: Buffer.from(text) })
  expect(digestOf([file('a', 'bc')], '')).not.toBe(digestOf([file('ab', 'c')], ''))
  expect(digestOf([file('a', ''), file('b', '')], '')).not.toBe(digestOf([file('a', '644 1 0\nb\n')], ''))
})

test('a link is refused by name', async () => {
  symlinkSync('/etc/passwd', join(folder, 'app/link'))
  await expect(inputsIn(folder)).rejects.toThrow('docker/app/link')
})
