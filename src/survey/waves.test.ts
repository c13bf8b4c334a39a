import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Waves } from './waves.ts'

test('a question is asked once however many want it, and each wave begins when the one before has ended', async () => {
  const scheduler = new Waves<string>()
  const events: string[] = []
  const look = (name: string, milliseconds: number) => async () => {
    events.push(`begin ${name}`)
    await setTimeout(milliseconds)
    events.push(`end ${name}`)
    return name
  }
  const page = look('page', 20)
  const log = look('log', 1)
  const first = async () => {
    const opening = await scheduler.ask('host', 'opening', look('host', 10))
    return [opening, await scheduler.ask('page', 'network', page)]
  }
  const second = async () => {
    await scheduler.ask('page', 'network', page)
    // Woken by the network wave, it asks for more of it: the closing look must still wait.
    await scheduler.ask('chained', 'network', look('chained', 10))
    return scheduler.ask('log', 'closing', log)
  }
  const bodies = [first(), second(), scheduler.ask('log', 'closing', log)]
  await scheduler.run(() => {})
  expect(await Promise.all(bodies)).toEqual([['host', 'page'], 'log', 'log'])
  expect(events).toEqual([
    'begin host',
    'end host',
    'begin page',
    'end page',
    'begin chained',
    'end chained',
    'begin log',
    'end log',
  ])
})

test('looks of one wave are taken side by side', async () => {
  const scheduler = new Waves<number>()
  let together = 0
  let most = 0
  const look = async () => {
    together += 1
    most = Math.max(most, together)
    await setTimeout(5)
    together -= 1
    return 0
  }
  const bodies = ['a', 'b', 'c'].map((key) => scheduler.ask(key, 'network', look))
  await scheduler.run(() => {})
  await Promise.all(bodies)
  expect(most).toBe(3)
})

test('a look that fails by our own fault ends the survey with its error', async () => {
  const scheduler = new Waves<number>()
  void scheduler.ask('a', 'network', () => Promise.reject(new Error('no space left')))
  await expect(scheduler.run(() => {})).rejects.toThrow('no space left')
})
