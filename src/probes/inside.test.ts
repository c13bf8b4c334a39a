import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Inside } from '../targets/target.ts'
import { insideByHand, lookInside, readInside } from './inside.ts'
import { insideTarget, lookContext } from './testing/inside-target.ts'

const docker: Inside = { via: 'docker', container: 'server' }
const path = process.env.PATH
const folders: string[] = []

/** A folder in front of PATH with a program that does what this shell text does. */
function program(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'inside-'))
  folders.push(folder)
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
  chmodSync(join(folder, name), 0o755)
  process.env.PATH = `${folder}:${path}`
  return folder
}

afterEach(() => {
  process.env.PATH = path
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const look = (inside: Inside | null, script: string, more = {}) =>
  lookInside(lookContext(insideTarget({}, inside), more), script)

test('runs the script from standard input, which it cannot read itself', async () => {
  const answer = await look({ via: 'local' }, 's one; cat; printf "a\\000b"; echo said >&2')
  const { head, sections } = readInside(answer)
  expect(head).toMatchObject({ exitCode: 0, timedOut: false, truncated: false })
  expect(sections.get('one')?.data).toEqual(Buffer.from('a\0b'))
  expect(sections.whole).toBe(true)
  expect(String(answer.bodies.stderr)).toBe('said\n')
})

test('keeps what came until the budget ran out, and ends what it started', async () => {
  const answer = await look({ via: 'local' }, 's one; echo $$; s two; sleep 30; s three', { budget: 400 })
  const { head, sections } = readInside(answer)
  expect(head).toMatchObject({ exitCode: null, timedOut: true })
  expect(head.duration).toBeLessThan(2000)
  expect(sections.get('two')).toBeNull()
  const pid = Number(sections.text('one'))
  await expect.poll(() => isAlive(pid)).toBe(false)
})

test('keeps no more than 4 MB', async () => {
  const answer = await look({ via: 'local' }, 's one; while :; do echo 0123456789012345678901234567890123456789; done')
  expect(readInside(answer).head).toMatchObject({ truncated: true, timedOut: false })
  expect(answer.bodies.stdout?.byteLength).toBe(4 * 1024 * 1024)
})

test('does not wait for a child that holds the output open', async () => {
  const answer = await look({ via: 'local' }, 's one; sleep 20 & s two')
  expect(readInside(answer).sections.whole).toBe(true)
  expect(readInside(answer).head.duration).toBeLessThan(3000)
})

test('hands none of our own secrets on', async () => {
  process.env.EVIDENCE_PASSWORD = 'not for them'
  try {
    const answer = await look({ via: 'local' }, 's env; env')
    expect(String(answer.bodies.stdout)).not.toContain('not for them')
  } finally {
    delete process.env.EVIDENCE_PASSWORD
  }
})

test.each([
  ['no shell in the container', 'exit 127', 'shell-missing'],
  ['a shell that may not be run', 'exit 126', 'shell-missing'],
  ['no such container', '[ "$1" = version ] && exit 0; echo the engine says no >&2; exit 1', 'container-gone'],
  ['no engine', 'echo container stopped >&2; exit 1', 'engine-gone'],
  ['a hanging engine', 'sleep 20', 'deadline'],
  ['a client that was killed', 'kill -KILL $$', 'look-killed'],
])('%s is our blindness', async (_case, text, code) => {
  program('docker', text)
  await expect(look(docker, 's one', { budget: 500 })).rejects.toMatchObject({ name: 'Blind', code })
})

test('an engine that goes in the middle leaves what came', async () => {
  program('docker', 'sh -s | head -c 60; exit 1')
  const { head, sections } = readInside(await look(docker, 's one; echo here; s two; echo there'))
  expect(head.exitCode).toBe(1)
  expect(sections.whole).toBe(false)
  expect(sections.get('two')).toBeNull()
})

test('ssh that cannot get in, a missing binary, no way in, and the end of the run have codes of their own', async () => {
  program('ssh', 'exit 255')
  await expect(look({ via: 'ssh', destination: 'me@there' }, 's one')).rejects.toMatchObject({ code: 'ssh-failed' })
  process.env.PATH = '/nonexistent'
  await expect(look(docker, 's one')).rejects.toMatchObject({ code: 'binary-missing' })
  process.env.PATH = path
  await expect(look(null, 's one')).rejects.toMatchObject({ code: 'no-way-in' })
  await expect(look({ via: 'local' }, 's one', { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'interrupted',
  })
})

test('a name cannot become an option, by hand nothing becomes shell', async () => {
  const folder = program('docker', `printf '%s\\n' "$@" >"$0.words"; exec sh -s`)
  await look({ via: 'docker', container: '--privileged' }, 's one')
  const { readFileSync } = await import('node:fs')
  expect(readFileSync(join(folder, 'docker.words'), 'utf8').split('\n').slice(0, -1)).toEqual([
    'exec',
    '-i',
    '-u',
    '0',
    '--',
    '--privileged',
    'sh',
    '-s',
  ])
  expect(insideByHand({ via: 'docker', container: 'a b' }, "echo 'x'")).toBe(
    `docker exec -u 0 'a b' sh -c 'echo '\\''x'\\'''`,
  )
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
