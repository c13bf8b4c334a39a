import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('one at a time, in order, also after one that failed', async () => {
  const turns = new Turns(10_000)
  const seen: string[] = []
  const work = (name: string, fail = false) =>
    turns.take(async () => {
      seen.push(`${name} begins`)
      await pause(5)
      seen.push(`${name} ends`)
      if (fail) throw new Error(name)
      return name
    })
  const results = await Promise.allSettled([work('a'), work('b', true), work('c')])
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('who hangs does not hold up the others', async () => {
  const turns = new Turns(10)
  const hanging = Promise.withResolvers<string>()
  const first = turns.take(() => hanging.promise)
  expect(await turns.take(async () => 'second')).toBe('second')
  hanging.resolve('first')
  expect(await first).toBe('first')
})
