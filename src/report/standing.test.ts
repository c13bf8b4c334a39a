import { expect, test } from 'vitest'
import type { Verdict } from '../evidence/verdict.ts'
import { verdictOf, verdictsWith } from './sample.ts'
import { standingOf } from './standing.ts'
import { words } from './words.ts'

const lineOf = (claims: readonly Verdict[], changes = {}, strict = false) => {
  const { status, line } = standingOf(verdictsWith(claims, changes), words.en, { strict })
  return `${status}: ${line}`
}

const held = verdictOf('a/held')
const root = verdictOf('a/root', { verdict: 'refuted', root: true })
const follower = verdictOf('a/follower', { verdict: 'refuted', follows: ['a/root'] })
const should = verdictOf('a/should', { verdict: 'refuted', root: true, level: 'SHOULD' })
const blind = verdictOf('a/blind', { verdict: 'unknown' })
const waived = verdictOf('a/waived', { verdict: 'waived', root: true })

test('says a run in one line', () => {
  expect(lineOf([held])).toBe('holds: the one claim holds')
  expect(lineOf([held, verdictOf('a/x'), should])).toBe(
    'holds: every MUST holds · 2 of 3 claims hold · 1 SHOULD refuted',
  )
  expect(lineOf([held, waived])).toBe('holds: every MUST holds or is waived · 1 of 2 claims hold · 1 waived')
  expect(lineOf([held, root, follower])).toBe('refuted: 1 root, 1 claim follows · 1 of 3 claims hold')
  expect(lineOf([held, root, blind])).toBe('refuted: 1 root · 1 claim could not be judged · 1 of 3 claims hold')
  expect(lineOf([held, blind])).toBe('undecided: 1 claim could not be judged · 1 of 2 claims hold')
  expect(lineOf([held], { complete: false })).toBe('undecided: only part of the claims ran · 1 of 1 claim hold')
  expect(lineOf([held], { complete: false, defects: ['x', 'y'] })).toBe(
    'undecided: 2 defects of the suite · 1 of 1 claim hold',
  )
  expect(lineOf([])).toBe('undecided: nothing that counts was shown to hold')
})

test('SHOULD counts where it is strict', () => {
  expect(lineOf([held, should], {}, true)).toBe('refuted: 1 root · 1 of 2 claims hold')
})

test('a claim that follows from a waived root is refuted all the same', () => {
  expect(lineOf([waived, verdictOf('a/x', { verdict: 'refuted', follows: ['a/waived'] })])).toBe(
    'refuted: 1 root, 1 claim follows · 0 of 2 claims hold · 1 waived',
  )
})
