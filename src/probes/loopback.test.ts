import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { Promises } from '../targets/target.ts'
import { loopback } from './loopback.ts'
import { insideTarget, lookContext, readContext } from './testing/inside-target.ts'

const page = Buffer.from('<html>\0\xff</html>\n', 'latin1')
const path = process.env.PATH ?? ''
const ends: (() => unknown)[] = []

afterEach(() => {
  process.env.PATH = path
  for (const end of ends.splice(0)) end()
})

const app = (port: number): Promises => ({
  app: {
    arguments: [],
    listen: { host: '127.0.0.1', port },
    user: 'root',
    directory: '/',
    log: '/dev/null',
    pagePath: `/?a=b%20c'$(x)`,
    healthPath: '/_stcore/health',
    marker: '',
    buildId: '',
  },
})

/** Starts a server and tells its port. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close().closeAllConnections())
  return (server.address() as AddressInfo).port
}

async function fetched(port: number) {
  const target = insideTarget(app(port))
  const context = readContext(target)
  return { facts: loopback.read(await loopback.look({}, lookContext(target)), {}, context), context }
}

/** PATH with these programs only. */
function only(...names: string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'loopback-'))
  ends.push(() => rmSync(folder, { recursive: true }))
  for (const name of [...names, 'sh', 'head', 'cat', 'timeout']) {
    const found = path
      .split(delimiter)
      .map((place) => join(place, name))
      .findLast((file) => existsSync(file))
    if (!found) return false
    symlinkSync(found, join(folder, name))
  }
  process.env.PATH = folder
  return true
}

test.each(['curl', 'bash', 'wget', 'nc', 'busybox', 'python3'])('fetches both paths with %s alone', async (tool) => {
  const asked: [string | undefined, string | string[] | undefined][] = []
  const port = await serve((request, response) => {
    asked.push([request.url, request.headers['x-evidence-nonce']])
    if (request.url === '/_stcore/health') response.writeHead(503, { 'content-type': 'text/plain' }).end('down')
    else response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  })
  // Which of them this machine has is its own affair; each server has at least one.
  if (!only(tool)) return
  const { facts, context } = await fetched(port)
  expect(facts.tool.split(' ')[0]).toBe(tool)
  expect(facts.page).toMatchObject({ outcome: 'answered', status: 200, type: 'text/html', body: page })
  expect(facts.health).toMatchObject({ outcome: 'answered', status: 503, type: 'text/plain', text: 'down' })
  expect(context.codes).toEqual([])
  expect(asked.sort()).toEqual([
    [`/?a=b%20c'$(x)`, 'ab'.repeat(16)],
    ['/_stcore/health', 'ab'.repeat(16)],
  ])
})

test('tells a closed port, a silent peer, a hang-up and another language apart', async () => {
  const port = await serve((request, response) => {
    if (request.url === '/_stcore/health') response.socket?.end()
  })
  const { facts } = await fetched(port)
  expect([facts.page.outcome, facts.health.outcome]).toEqual(['silent', 'closed'])
  for (const end of ends.splice(0)) end()
  expect((await fetched(port)).facts.page).toMatchObject({ outcome: 'refused', status: null, text: '' })
})

test('has nothing to fetch with', async () => {
  if (!only()) return
  await expect(fetched(1)).rejects.toMatchObject({ code: 'binary-missing' })
})

test('keeps a part of a page without end, and says so', async () => {
  const port = await serve((_request, response) => response.end(Buffer.alloc(2_000_000, 'x')))
  const { facts, context } = await fetched(port)
  expect(facts.page.body.length).toBeGreaterThan(200_000)
  expect(context.codes).toEqual(['too-large'])
})

test('is total', () => {
  const boundary = '0123456789abcdef0123456789abcdef'
  const head = { boundary, exitCode: 0, timedOut: false, truncated: false, started: 0, duration: 1 }
  fc.assert(
    fc.property(fc.string(), fc.string(), (response, exit) => {
      const stdout = Buffer.from(`\n${boundary} response 0\n${response}\n${boundary} exit 0 ${exit}\n${boundary} end\n`)
      const facts = loopback.read({ head, bodies: { stdout } }, {}, readContext(insideTarget()))
      expect([facts.page, facts.health, facts.tool]).toHaveLength(3)
    }),
  )
})
