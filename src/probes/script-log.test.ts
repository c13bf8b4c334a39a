import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dingtalkOf, parseScriptLog, verdictOf } from './script-log.ts'

const log = `[2026-01-06 00:36:05,392+0800] [HealthCheck] INFO: [NGINX] Running
[2026-01-06 00:36:05,420+0800] [HealthCheck] INFO: [STATUS] System: HEALTHY
Traceback (most recent call last):
[2026-01-06 00:36:05,663+0800] [DingTalkNotifier] INFO: [DINGTALK] Message sent successfully: {"errcode":0,"errmsg":"ok"}
[2026-01-06T00:36:06Z] [HealthCheck] WARNING: no tag
`

test('reads the lines in the form of the log, and no others', () => {
  const lines = parseScriptLog(log)
  expect(lines.map(({ tag }) => tag)).toEqual(['NGINX', 'STATUS', 'DINGTALK', null])
  expect(lines[0]).toEqual({
    time: Date.UTC(2026, 0, 5, 16, 36, 5, 392),
    offset: '+0800',
    logger: 'HealthCheck',
    level: 'INFO',
    tag: 'NGINX',
    text: 'Running',
  })
  expect(lines.at(-1)).toMatchObject({ offset: 'Z', text: 'no tag' })
  expect(verdictOf(lines)).toBe('HEALTHY')
  expect(dingtalkOf(lines).errcode).toBe(0)
})

test.each([
  '[2026-01-06 00:36:05,392]',
  '[2026-01-06 00:36:05,392 CST]',
  '[2026-01-06 00:36:05]',
])('the time %s is no moment', (time) => {
  expect(parseScriptLog(`${time} [HealthCheck] INFO: [STATUS] System: DEGRADED`)).toMatchObject([
    { time: null, offset: null },
  ])
})

test('the last word counts; a rejection keeps its code; silence is null', () => {
  const say = (tag: string, text: string) => `[2026-01-06 00:36:05,1+08:00] [X] INFO: [${tag}] ${text}\n`
  expect(verdictOf(parseScriptLog(say('STATUS', 'System: HEALTHY') + say('STATUS', 'System: DEGRADED')))).toBe(
    'DEGRADED',
  )
  expect(dingtalkOf(parseScriptLog(say('DINGTALK', 'Rejected: {"errcode": 310000, "errmsg": "…"}'))).errcode).toBe(
    310000,
  )
  expect(verdictOf([])).toBeNull()
  expect(dingtalkOf([])).toEqual({ errcode: null, text: '' })
})

test('is total, and not slowed down by odd lines', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseScriptLog(text).length >= 0))
  fc.assert(fc.property(fc.string(), (text) => parseScriptLog(`[2026-01-06 00:36:05${text}`).length >= 0))
  expect(parseScriptLog(log.repeat(5000))).toHaveLength(20_000)
})
