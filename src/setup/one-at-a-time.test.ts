import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

test.runIf(process.platform === 'linux')('work of one name happens once at a time, also after a failure', async () => {
  let inside = 0
  let most = 0
  let waited = 0
  const work = async (fail: boolean) => {
    inside++
    most = Math.max(most, inside)
    await pause(20)
    inside--
    if (fail) throw new Error('failed')
  }
  const name = `test-${process.pid}`
  const all = [true, false, false].map((fail) =>
    oneAtATime(
      name,
      () => waited++,
      () => work(fail),
    ),
  )
  const ends = (await Promise.allSettled(all)).map(({ status }) => status)
  expect(ends).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(most).toBe(1)
  expect(waited).toBe(2)
})
