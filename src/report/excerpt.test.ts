import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { excerptOf } from './excerpt.ts'

test('shows a short text whole', () => {
  expect(excerptOf(Buffer.from('ok'))).toEqual({ kind: 'text', text: 'ok', omitted: 0, tail: '' })
})

test('shows the beginning and the end of a long text, between lines', () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `line ${index}`)
  const excerpt = excerptOf(Buffer.from(`${lines.join('\n')}\n`))
  expect(excerpt.text).toMatch(/^line 0\nline 1\n(line \d+\n)+$/)
  expect(excerpt.tail).toMatch(/^(line \d+\n)+line 4999\n$/)
  expect(excerpt.text.split('\n').length + excerpt.tail.split('\n').length).toBeLessThan(40)
})

test('shows bytes that are no text as a hex dump', () => {
  expect(excerptOf(Buffer.from([0x16, 0x03, 0x01, 0x41, 0xff]))).toEqual({
    kind: 'hex',
    text: '00000000  16 03 01 41 ff                                   |...A.|',
    omitted: 0,
    tail: '',
  })
})

test('accounts for every octet, and bounds what it shows', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 5000 }), (text) => {
      const bytes = Buffer.from(text.repeat(8))
      const excerpt = excerptOf(bytes)
      if (excerpt.kind === 'hex') return
      expect(Buffer.byteLength(excerpt.text) + excerpt.omitted + Buffer.byteLength(excerpt.tail)).toBe(bytes.byteLength)
      expect(excerpt.text.length + excerpt.tail.length).toBeLessThanOrEqual(1802)
    }),
  )
})
