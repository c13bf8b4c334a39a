import { describe, test } from '../fixtures/index.ts'

// §7 of the incident report: two clocks read by eye. Here a challenge goes out and must come back in the server's own log.
describe('Freshness', { meta: { zh: '时间戳新鲜度' } }, () => {
  test('the access log holds the nonce of this run', {
    meta: {
      claim: 'freshness/nonce-in-access-log',
      level: 'MUST',
      needs: ['accessLog'],
      zh: '访问日志中含有本次运行的随机数',
      why: 'A log that holds what we invented a moment ago was written by the server that we asked, now.',
      source: 'RFC 9110 §8.8 on validators; challenge and response',
      restsOn: ['https-anonymous/answered'],
    },
  }, async ({ observe, expect, run }) => {
    // nginx answers this one by itself: a backend that hangs is no matter here.
    const asked = await observe.https({ path: '/' })
    const { accessLog } = await observe.hostAfter()
    expect(asked.outcome).toBe('answered')
    const found = accessLog.entries.filter(({ nonce, uri }) => nonce === run.nonce && uri === '/')
    expect(found.length).toBeGreaterThan(0)
  })

  test('the log tells the same status that the visitor got', {
    meta: {
      claim: 'freshness/log-agrees',
      level: 'MUST',
      needs: ['accessLog'],
      zh: '日志记录的状态码与访问者所见一致',
      why: 'The sender and the receiver of one answer must tell the same of it.',
      restsOn: ['freshness/nonce-in-access-log'],
    },
  }, async ({ observe, expect }) => {
    const path = '/?evidence=status'
    const { status } = await observe.https({ path })
    const { accessLog } = await observe.hostAfter()
    expect(accessLog.entries.filter(({ uri }) => uri === path).map((entry) => entry.status)).toEqual([status])
  })

  test('log lines carry a numeric offset and agree with their epoch time', {
    meta: {
      claim: 'freshness/log-offset',
      level: 'MUST',
      needs: ['accessLog'],
      zh: '日志时间带数字时区偏移',
      why: '`CST` is UTC+8, UTC−6 and UTC−5: a time without an offset is three times.',
      source: 'RFC 3339 §4.3',
      restsOn: ['freshness/nonce-in-access-log'],
    },
  }, async ({ observe, expect }) => {
    await observe.https({ path: '/' })
    const { accessLog } = await observe.hostAfter()
    expect(accessLog.entries.length).toBeGreaterThan(0)
    const offenders = accessLog.entries
      .filter(({ timeAt, at }) => timeAt === null || at === null || Math.abs(timeAt - at) >= 1000)
      .map(({ time, at }) => ({ time, at }))
    expect(offenders).toEqual([])
  })

  test('the log lines of this run were written during this run', {
    meta: {
      claim: 'freshness/log-in-window',
      level: 'MUST',
      needs: ['accessLog'],
      zh: '日志时间落在本次观察窗口内',
      why: 'Lines that bear our nonce and another time were not written when we asked.',
      restsOn: ['freshness/nonce-in-access-log', 'freshness/clock'],
    },
  }, async ({ observe, expect }) => {
    const { clock: from } = await observe.host()
    await observe.https({ path: '/' })
    const { accessLog, clock: to } = await observe.hostAfter()
    expect(accessLog.entries.length).toBeGreaterThan(0)
    const offenders = accessLog.entries.filter(({ at }) => at === null || at < from - 1000 || at > to + 1000)
    expect(offenders.map(({ time, uri }) => ({ time, uri }))).toEqual([])
  })

  test('the server and the runner agree on the time', {
    meta: {
      claim: 'freshness/clock',
      level: 'MUST',
      zh: '服务器时钟与验证方时钟一致',
      why: 'Certificates, signatures of the heartbeat and every time in a report hang on this clock.',
      source: 'RFC 8633 §3',
    },
  }, async ({ observe, expect }) => {
    // The server read its clock somewhere within the look: more than that cannot be known of the offset.
    const { clock, head } = await observe.host()
    const ahead = clock - (head.started + head.duration)
    const behind = head.started - clock
    expect(Math.max(ahead, behind, 0)).toBeLessThan(2000)
  })

  test('the Date header is the time of the answer', {
    meta: {
      claim: 'freshness/date-header',
      level: 'MUST',
      zh: 'Date 响应头为应答时刻',
      why: 'An old Date is an answer from a store; a wrong one makes every cache in between err.',
      source: 'RFC 9110 §6.6.1',
      restsOn: ['https-anonymous/answered', 'freshness/clock'],
    },
  }, async ({ observe, expect }) => {
    const { date, receivedAt } = await observe.https({ path: '/' })
    expect(date === null ? 'no date' : 'a date').toBe('a date')
    expect(Math.abs((date ?? 0) - (receivedAt ?? 0))).toBeLessThan(3000)
  })
})
