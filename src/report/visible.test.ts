import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { visible, visibleLines } from './visible.ts'

test('shows control characters, escapes of a terminal and overrides of direction as what they are', () => {
  expect(visible('a\x1b[31mred\x07')).toBe('a\\x1b[31mred\\x07')
  expect(visible('abc\u202egnp.exe')).toBe('abc\\u{202e}gnp.exe')
  expect(visible('zero\u200bwidth\ufeff')).toBe('zero\\u{200b}width\\u{feff}')
  expect(visible('one\r\ntwo\tthree')).toBe('one\\r\\ntwo\\tthree')
  expect(visible('\ud800 lone')).toBe('\\u{d800} lone')
  expect(visible('no\u00a0break')).toBe('no\\xa0break')
})

test('leaves ordinary text of any language alone', () => {
  const text = 'Streamlit 进程，未被挂起。 naïve café 日本語 🙂 \\ "quoted"'
  expect(visible(text)).toBe(text)
})

test('bounds the marks that heap up on one letter', () => {
  expect(visible(`z${'\u0301'.repeat(10)}`)).toBe(`z${'\u0301'.repeat(4)}${'\\u{301}'.repeat(6)}`)
})

test('keeps the lines of a text, and no other control character', () => {
  expect(visibleLines('a\r\nb\tc\n\x1b]0;x\x07')).toBe('a\nb    c\n\\x1b]0;x\\x07')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visibleLines(text).replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
    }),
  )
})
