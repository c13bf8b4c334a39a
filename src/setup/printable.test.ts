import { expect, test } from 'vitest'
import { lastLines } from './printable.ts'

test('keeps the last lines, indented', () => {
  expect(lastLines('one\ntwo\n\nthree\n', 2)).toBe('  two\n  three')
})

test('what a process prints cannot steer the terminal', () => {
  expect(lastLines('\u001b[31mred\u001b[0m\u0007 \u009b2J', 5)).toBe('  red   2J')
})

test('of a progress bar the last state is kept', () => {
  expect(lastLines('10%\r50%\r100%\ndone\r\n', 5)).toBe('  100%\n  done')
})
