import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import type { Target } from '../targets/target.ts'
import { lookContext, observe, readContext, testTarget } from './net/testing/context.ts'
import { closedPort, Servers } from './net/testing/servers.ts'
import { Blind } from './probe.ts'
import { robot } from './robot.ts'

const servers = new Servers()
afterAll(() => servers.close())

async function telling(body: unknown, status = 200): Promise<Target> {
  const endpoint = await servers.start(
    createServer((request, response) => {
      const allowed =
        request.headers.authorization === 'Bearer robot-admin-token' && request.url === '/received/bot%201'
      response.writeHead(allowed ? status : 403)
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }),
  )
  return testTarget({ robot: { endpoint, bot: 'bot 1' }, promises: { heartbeat: { keyword: 'HEARTBEAT' } } })
}

const message = (more: object) => ({
  at: '2026-01-06T00:36:05.663Z',
  errcode: 0,
  errmsg: 'ok',
  contentType: 'application/json',
  body: '',
  ...more,
})
const text = (content: string) => JSON.stringify({ msgtype: 'text', text: { content } })

test('messages are told, hostile ones too', async () => {
  const markdown = JSON.stringify({ msgtype: 'markdown', markdown: { title: 'HEARTBEAT', text: '# up' } })
  const target = await telling({
    bot: 'bot 1',
    now: '2026-01-06T08:36:06+08:00',
    received: [
      message({ body: text('all is well: HEARTBEAT') }),
      message({ errcode: 310000, body: text('all is well') }),
      message({ body: markdown }),
      message({ at: '2026-01-06T00:36:05', errcode: '0', body: '{"msgtype":"text","text":null}' }),
      'nonsense',
    ],
  })
  const facts = await observe(robot, {}, target)
  expect(facts).toMatchObject({ outcome: 'answered', status: 200, now: Date.UTC(2026, 0, 6, 0, 36, 6) })
  expect(
    facts.messages.map(({ at, errcode, wellFormed, text, keywordPresent }) => [
      at,
      errcode,
      wellFormed,
      text,
      keywordPresent,
    ]),
  ).toEqual([
    [Date.UTC(2026, 0, 6, 0, 36, 5, 663), 0, true, 'all is well: HEARTBEAT', true],
    [Date.UTC(2026, 0, 6, 0, 36, 5, 663), 310000, true, 'all is well', false],
    [Date.UTC(2026, 0, 6, 0, 36, 5, 663), 0, true, 'HEARTBEAT\n# up', true],
    [null, null, false, '', false],
    [null, null, false, '', false],
  ])
})

test('a stand-in that does not tell makes us blind, not the heartbeat missing', async () => {
  const codes = async (target: Target) => {
    const context = {
      ...readContext(target),
      unseen: (code: string, reason: string): never => {
        throw new Blind(code, reason)
      },
    }
    const answer = await robot.look({}, lookContext(target))
    try {
      robot.read(answer, {}, context)
    } catch (error) {
      return error instanceof Blind ? error.code : 'defect'
    }
    return 'seen'
  }
  expect(await codes(await telling({ received: [] }))).toBe('seen')
  expect(await codes(await telling({ received: {} }))).toBe('robot-gone')
  expect(await codes(await telling('<html>'))).toBe('robot-gone')
  expect(await codes(await telling({ received: [] }, 500))).toBe('robot-gone')
  expect(await codes(testTarget({ robot: { endpoint: await closedPort(), bot: 'b' } }))).toBe('robot-gone')
  await expect(robot.look({}, lookContext(testTarget()))).rejects.toMatchObject({ code: 'not-promised' })
})

test('by hand, the same is seen', async () => {
  const command = robot.byHand({}, await telling({ received: ['x'] }))
  const env = { ...process.env, EVIDENCE_ROBOT_ADMIN: 'robot-admin-token' }
  expect((await promisify(execFile)('bash', ['-c', command], { env })).stdout).toBe('{"received":["x"]}')
})
