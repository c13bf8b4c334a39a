import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { findEngine, requireEngine, searchEngine } from './engine.ts'

const clean: (() => void)[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  for (const undo of clean.splice(0)) undo()
})

async function listening(reply: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  const socket = join(folder, 'e.sock')
  const server = createServer((_, response) => {
    response.setHeader('server', 'Docker/99 (linux)')
    response.end(reply)
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  clean.push(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })
  return `unix://${socket}`
}

test('what answers OK to /_ping is an engine, and its address travels in the environment', async () => {
  const host = await listening('OK')
  vi.stubEnv('DOCKER_HOST', host)
  expect(await findEngine()).toMatchObject({
    host,
    product: 'Docker/99 (linux)',
    env: { DOCKER_HOST: host, DOCKER_CONTEXT: 'default' },
  })
})

test('what answers something else is none', async () => {
  vi.stubEnv('DOCKER_HOST', await listening('<html>'))
  expect(await searchEngine()).toMatchObject({ engine: null, tried: [{ outcome: 'unusable' }] })
})

test('an engine that was named and is not there is an error that says where and what to do', async () => {
  vi.stubEnv('DOCKER_HOST', 'unix:///nonexistent/docker.sock')
  await expect(requireEngine()).rejects.toThrow(/DOCKER_HOST unix:\/\/\/nonexistent\/docker.sock.*npm run setup/)
  await expect(requireEngine()).rejects.toMatchObject({ name: 'SetupError', exitCode: 3 })
})

test('ssh is not spoken, and said so', async () => {
  vi.stubEnv('DOCKER_HOST', 'ssh://user@host')
  expect((await searchEngine()).tried[0]?.detail).toContain('unix://')
})
