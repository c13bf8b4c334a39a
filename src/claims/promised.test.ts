import { expect, test } from 'vitest'
import { NotPromised, promisesOf } from './promised.ts'

const promised = promisesOf({
  health: { path: '/health', type: 'text/plain', body: 'ok' },
  headers: { 'x-frame-options': 'DENY' },
  https: { names: ['a'], realm: 'r', http2: true, versions: [], unknownNamesRefused: true },
})

test('what is promised is read as it is', () => {
  expect(promised.health.path).toBe('/health')
  expect(promised.https.names).toEqual(['a'])
  expect(promised.headers['x-frame-options']).toBe('DENY')
})

test.each([
  ['a promise', () => promised.script],
  ['a part of one', () => promised.https.keyFile],
  ['one of many', () => promised.headers['referrer-policy']],
])('%s that is missing ends the body', (_, read) => {
  expect(read).toThrow(NotPromised)
})
