import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headerOf, parseRawResponse } from './raw-http.ts'

test('parts head and body, past interim responses', () => {
  const bytes = Buffer.from(
    'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX: a: b\r\n\r\nok\r\n\r\n',
  )
  const response = parseRawResponse(bytes)
  expect(response).toMatchObject({
    status: 200,
    headers: [
      ['Content-Type', 'text/plain'],
      ['X', 'a: b'],
    ],
  })
  expect(response?.body.toString()).toBe('ok\r\n\r\n')
  expect(response && headerOf(response, 'content-type')).toBe('text/plain')
})

test.each([
  '',
  'ok',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 2000 OK\r\n\r\n',
  'SSH-2.0-x\r\n\r\n',
])('%j is no response', (text) => {
  expect(parseRawResponse(Buffer.from(text))).toBeNull()
})

test('is total', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => parseRawResponse(Buffer.from(bytes)) !== undefined))
})
