import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createProgress } from './progress.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function streamOf(isTTY: boolean) {
  const written: string[] = []
  return { written, stream: { isTTY, columns: 40, write: (text: string) => written.push(text) } }
}

test('on a terminal: one line, throttled, taken off at the end', () => {
  const { written, stream } = streamOf(true)
  const progress = createProgress(stream, { LANG: 'C' })
  for (let taken = 0; taken < 1000; taken += 1) progress.surveying({ taken, asked: 1000 })
  expect(written).toEqual(['\r\x1b[K… looking: 0 of 1000 observations, 0.0…'])
  vi.advanceTimersByTime(100)
  expect(written).toHaveLength(2)
  progress.judging(44)
  vi.advanceTimersByTime(100)
  expect(written.at(-1)).toBe('\r\x1b[K… judging 44 claims')
  progress.done()
  progress.done()
  progress.judging(44)
  vi.advanceTimersByTime(1000)
  expect(written.at(-1)).toBe('\r\x1b[K')
  expect(written).toHaveLength(4)
})

test('elsewhere: a plain line for each kind of step, and seldom more', () => {
  const { written, stream } = streamOf(false)
  const progress = createProgress(stream, { LANG: 'zh_CN.UTF-8' })
  progress.step('starting\x1b[2J')
  for (let taken = 0; taken < 1000; taken += 1) progress.surveying({ taken, asked: 1000 })
  vi.advanceTimersByTime(6000)
  progress.surveying({ taken: 1000, asked: 1000 })
  progress.judging(44)
  progress.done()
  expect(written).toEqual([
    'starting\\x1b[2J\n',
    '观测中：0/1000，已用 0.00 秒\n',
    '观测中：1000/1000，已用 6.00 秒\n',
    '判定 44 项声明\n',
  ])
})

test('a terminal that cannot clear a line gets plain lines', () => {
  const { written, stream } = streamOf(true)
  createProgress(stream, { TERM: 'dumb' }).judging(1)
  expect(written).toEqual(['judging 1 claim\n'])
})
