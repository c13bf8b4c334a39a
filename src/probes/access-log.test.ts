import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAccessLog } from './access-log.ts'

const line = {
  time: '2026-01-06T00:36:05+08:00',
  msec: '1767630965.392',
  remote_addr: '172.18.0.1',
  method: 'GET',
  uri: '/health?q',
  protocol: 'HTTP/2.0',
  host: 'www.crestive.net',
  status: '502',
  upstream_addr: '[::1]:8501, 127.0.0.1:8501',
  upstream_status: '-, 502',
  request_time: '0.004',
  nonce: 'ab',
  user: '-',
}

test('types what nginx wrote', () => {
  expect(parseAccessLog([JSON.stringify(line)]).entries[0]).toMatchObject({
    at: 1767630965392,
    status: 502,
    upstreamAddr: ['[::1]:8501', '127.0.0.1:8501'],
    upstreamStatus: [null, 502],
    requestTime: 0.004,
    user: null,
    tls: null,
  })
})

test('a request that reached no backend names none; numbers may stand without quotes', () => {
  const [entry] = parseAccessLog([
    JSON.stringify({ ...line, status: 401, upstream_addr: '-', upstream_status: '' }),
  ]).entries
  expect(entry).toMatchObject({ status: 401, upstreamAddr: [], upstreamStatus: [] })
})

test('without msec the time counts if it has a numeric offset', () => {
  const at = (time: string) => parseAccessLog([JSON.stringify({ time })]).entries[0]?.at
  expect(at('2026-01-06T00:36:05+08:00')).toBe(1767630965000)
  expect(at('2026-01-06T00:36:05')).toBeNull()
  expect(at('2026-01-06T00:36:05 CST')).toBeNull()
})

test('counts what is no entry', () => {
  expect(parseAccessLog(['{', '[]', '1', 'null', '"x"', `{"uri":"${'a'.repeat(70_000)}"}`])).toEqual({
    entries: [],
    malformed: 6,
  })
})

test('is total', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (lines) => parseAccessLog(lines).malformed >= 0))
})
