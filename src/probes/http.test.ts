import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { http } from './http.ts'
import { publicName } from './net/testing/certificates.ts'
import { lookContext, nonce, observe, testTarget } from './net/testing/context.ts'
import { closedPort, Servers } from './net/testing/servers.ts'

const servers = new Servers()
afterAll(() => servers.close())

const redirecting = async () => {
  const endpoint = await servers.start(
    createServer((request, response) => {
      const nonceSeen = String(request.headers['x-evidence-nonce'])
      response.writeHead(301, { location: `https://${request.headers.host}${request.url}`, 'x-nonce-seen': nonceSeen })
      response.end('moved')
    }),
  )
  return testTarget({ http: endpoint })
}

test('a redirect is told as it was sent', async () => {
  const target = await redirecting()
  const facts = await observe(http, { path: '/a?b' }, target)
  expect(facts).toMatchObject({ outcome: 'answered', status: 301, version: 'h1', text: 'moved', tls: null })
  expect(facts.header('location')).toBe(`https://${publicName}/a?b`)
  expect(facts.header('x-nonce-seen')).toBe(nonce)
  const forged = await observe(http, { path: '/', host: 'forged.test', method: 'HEAD' }, target)
  expect([forged.header('location'), forged.text]).toEqual(['https://forged.test/', ''])
})

test('no answer is an answer', async () => {
  const outcome = async (target: ReturnType<typeof testTarget>) => (await observe(http, { path: '/' }, target)).outcome
  expect(await outcome(testTarget({ http: await closedPort() }))).toBe('refused')
  const at = async (serve: Parameters<Servers['raw']>[0]) => testTarget({ http: await servers.raw(serve) })
  expect(await outcome(await at((socket) => socket.end()))).toBe('closed')
  expect(await outcome(await at((socket) => socket.once('data', () => socket.resetAndDestroy())))).toBe('reset')
  expect(await outcome(await at((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')))).toBe('garbled')
  expect(await outcome(await at(() => {}))).toBe('silent')
})

test('where the target does not say how port 80 is reached, we are blind', async () => {
  await expect(http.look({ path: '/' }, lookContext(testTarget()))).rejects.toMatchObject({ code: 'no-way' })
})

test('by hand, the same is seen', async () => {
  const command = http.byHand({ path: "/it's", host: 'forged.test' }, await redirecting())
  const { stdout } = await promisify(execFile)('bash', ['-c', command])
  expect(stdout).toContain("HTTP/1.1 301 Moved Permanently\r\nlocation: https://forged.test/it's\r\n")
})
