import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { visible } from './visible.ts'
import { clipped, padded, widthOf, wrapped } from './width.ts'

test('counts columns as a terminal does', () => {
  expect(widthOf('abc')).toBe(3)
  expect(widthOf('未知')).toBe(4)
  expect(widthOf('e\u0301')).toBe(1)
  expect(widthOf('🙂✓')).toBe(3)
})

test('pads and clips by columns', () => {
  expect(padded('预期', 6)).toBe('预期  ')
  expect(clipped('未能观测', 5)).toBe('未能…')
  expect(clipped('short', 5)).toBe('short')
})

test('breaks between words, and within one that is longer than a line', () => {
  expect(wrapped('the quick brown fox', 10)).toEqual(['the quick', 'brown fox'])
  expect(wrapped('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
  expect(wrapped('检查服务器与本机负载，然后', 10)).toEqual(['检查服务器', '与本机负', '载，然后'])
})

test('no line is wider than asked for, and no character is lost but spaces', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }).map(visible), fc.integer({ min: 2, max: 60 }), (text, columns) => {
      const lines = wrapped(text, columns)
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
      expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
    }),
  )
})
