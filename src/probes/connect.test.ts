import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import type { Endpoint, Target } from '../targets/target.ts'
import { connect } from './connect.ts'
import { lookContext, observe, testTarget } from './net/testing/context.ts'
import { closedPort, Servers } from './net/testing/servers.ts'

const servers = new Servers()
afterAll(() => servers.close())

const request = { port: 8501, address: '198.51.100.10' }
const to = (endpoint: Endpoint): Target => testTarget({ reach: { '198.51.100.10:8501': endpoint } })
const byHand = async (target: Target) => {
  const run = promisify(execFile)('bash', ['-c', connect.byHand(request, target)])
  return (await run.catch(() => ({ stdout: 'failed' }))).stdout.trim()
}

test('open, whether the server greets or waits', async () => {
  for (const serve of [() => {}, (socket: { write(text: string): void }) => socket.write('SSH-2.0\r\n')]) {
    const target = to(await servers.raw(serve))
    expect(await observe(connect, request, target)).toEqual({ outcome: 'open', code: null })
    expect(await byHand(target)).toBe('open')
  }
})

test('a forwarder that nobody is behind is not open', async () => {
  const target = to(await servers.raw((socket) => setTimeout(() => socket.end(), 20)))
  expect(await observe(connect, request, target)).toEqual({ outcome: 'closed', code: null })
  expect(await byHand(target)).toBe('closed')
  const abrupt = to(await servers.raw((socket) => setTimeout(() => socket.resetAndDestroy(), 20)))
  expect((await observe(connect, request, abrupt)).outcome).toBe('reset')
})

test('refused', async () => {
  const target = to(await closedPort())
  expect(await observe(connect, request, target)).toEqual({ outcome: 'refused', code: 'ECONNREFUSED' })
  expect(await byHand(target)).toBe('failed')
})

test('the server is where its front door is, or where the target says', async () => {
  const endpoint = await servers.raw(() => {})
  expect((await observe(connect, { port: 443 }, testTarget({ https: endpoint }))).outcome).toBe('open')
  const dns = { name: 'www.example.test', addresses: ['198.51.100.10'], servers: [] }
  const mapped = testTarget({ reach: { '198.51.100.10:8501': endpoint }, promises: { dns } })
  expect((await observe(connect, { port: 8501 }, mapped)).outcome).toBe('open')
})

test('where the target tells no way we are blind, and by hand nobody is knocked at', async () => {
  const onMap = testTarget({ reach: { '203.0.112.1:443': await closedPort() } })
  for (const [request, target] of [
    // Another port of our own loopback, an address that belongs to nobody, one that is on the map with another port.
    [{ port: 8501 }, testTarget()],
    [{ port: 8501, address: '198.51.100.10' }, testTarget()],
    [{ port: 8501, address: '203.0.112.1' }, onMap],
  ] as const) {
    await expect(connect.look(request, lookContext(target))).rejects.toMatchObject({ code: 'no-way' })
    expect(connect.byHand(request, target)).toMatch(/^echo '.*' >&2; false$/)
  }
})
