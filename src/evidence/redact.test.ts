import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Redactor } from './redact.ts'

const password = 'k7+Zq/9 "wörd"=x'
const redactor = new Redactor(new Map([['password', password]]))

const octets = Buffer.from(password)
const spellings: [string, string][] = [
  ['plain', `user=admin pass=${password};`],
  ['JSON', JSON.stringify({ password })],
  ['percent-encoded', `?p=${encodeURIComponent(password)}&x`],
  ['hex', `0x${octets.toString('hex')}`],
  ['upper-case hex', octets.toString('hex').toUpperCase()],
  ['basic credentials', Buffer.from(`admin:${password}`).toString('base64')],
  ['base64url', Buffer.from(`a:${password}!`).toString('base64url')],
]

test.each(spellings)('blacks out the secret in %s', (_, text) => {
  const { value, names } = redactor.text(text)
  expect(value).toContain('[redacted:password]')
  expect([...names]).toEqual(['password'])
  expect(redactor.find(Buffer.from(value))).toEqual([])
})

test('finds the secret in base64 at any alignment and with any neighbours', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (before, after) => {
      const text = Buffer.concat([before, octets, after]).toString('base64')
      expect(redactor.find(Buffer.from(text))).toEqual(['password'])
      expect(redactor.find(redactor.bytes(Buffer.from(text)).value)).toEqual([])
    }),
  )
})

test('leaves bytes without secrets as they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(new Uint8Array(redactor.bytes(bytes).value)).toEqual(new Uint8Array(bytes))
    }),
  )
})

test('visits every string of plain data, names of members included', () => {
  const { value } = redactor.json({ a: [password, 1, null], [password]: { b: `x${password}` } })
  expect(JSON.stringify(value)).not.toContain('wörd')
  expect(value).toEqual({ a: ['[redacted:password]', 1, null], '[redacted:password]': { b: 'x[redacted:password]' } })
})
