import { expect, test } from 'vitest'
import { shortened, shortenedPair } from './shorten.ts'

test('says how long a text was that it cut', () => {
  expect(shortened('abc', 3)).toBe('abc')
  expect(shortened('x'.repeat(1_048_576), 5)).toBe('xxxxx… (1,048,576 chars)')
})

test('does not part a surrogate pair', () => {
  expect(shortened('ab🙂cd', 3)).toBe('ab… (6 chars)')
})

test('keeps the first difference in sight', () => {
  const common = 'x'.repeat(1000)
  const { expected, observed } = shortenedPair(`${common}SAMEORIGIN`, `${common}DENY`, 100)
  expect(expected).toBe(`…${'x'.repeat(24)}SAMEORIGIN`)
  expect(observed).toBe(`…${'x'.repeat(24)}DENY`)
})
