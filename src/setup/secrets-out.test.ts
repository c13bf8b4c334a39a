import { expect, test } from 'vitest'
import { visibleEnd } from './secrets-out.ts'

test('credentials in a URL do not reach the terminal', () => {
  expect(visibleEnd('Cannot reach https://bot:s3cret@index.example/simple, nor http://t0ken@proxy.example:3128')).toBe(
    'Cannot reach https://***@index.example/simple, nor http://***@proxy.example:3128',
  )
})

test('other text stays', () => {
  expect(visibleEnd('mail root@localhost, see https://example.org/a@b')).toBe(
    'mail root@localhost, see https://example.org/a@b',
  )
})
