import { expect, test } from 'vitest'
import type { Claim } from '../claims/claim.ts'
import type { Run } from '../evidence/run.ts'
import type { Outcome } from './outcome.ts'
import { exitCodeOf, rootsOf, verdictsOf } from './verdicts.ts'

const claim = (id: string, restsOn: string[] = [], level: Claim['level'] = 'MUST'): Claim => ({
  id,
  level,
  title: { en: id, zh: id },
  why: 'because',
  source: null,
  restsOn,
  needs: [],
  section: { en: 's', zh: 's' },
  file: 'specs/x.spec.ts',
  line: 1,
  body: async () => {},
})

const outcome = (id: string, word: Outcome['word']): Outcome => ({
  claim: id,
  record: 0,
  word,
  expected: 'a',
  observed: 'b',
  reason: 'r',
  observations: [],
})

const run = {
  id: 'r',
  started: '2026-01-01T00:00:00.000Z',
  only: null,
  waivers: [],
  target: { name: 't' },
} as unknown as Run

const verdicts = (claims: Claim[], outcomes: Outcome[], over: Partial<Run> = {}) =>
  verdictsOf({
    run: { ...run, ...over },
    ended: run.started,
    claims,
    outcomes,
    observations: new Map(),
    defects: [],
  })

test('a refuted claim is a root if nothing that it rests on, however far, is refuted', () => {
  const claims = [
    claim('a/a'),
    claim('a/b', ['a/a']),
    claim('a/c', ['a/b']),
    claim('a/d'),
    claim('a/e', ['a/c', 'a/d']),
  ]
  const refuted = new Set(['a/a', 'a/c', 'a/d', 'a/e'])
  const roots = rootsOf(claims, (id) => refuted.has(id))
  expect(Object.fromEntries(roots)).toEqual({ 'a/a': [], 'a/c': ['a/a'], 'a/d': [], 'a/e': ['a/a', 'a/d'] })
})

test.each([
  ['everything holds', [outcome('a/a', 'holds')], 0],
  ['a MUST is refuted', [outcome('a/a', 'refuted')], 1],
  ['a MUST is unknown', [outcome('a/a', 'unknown')], 2],
  ['a claim is defective', [outcome('a/a', 'defect')], 2],
  ['nothing was executed', [], 2],
  ['nothing is promised', [outcome('a/a', 'not promised')], 2],
] satisfies [string, Outcome[], number][])('%s', (_, outcomes, code) => {
  expect(exitCodeOf(verdicts([claim('a/a')], outcomes), { strict: false })).toBe(code)
})

test('a SHOULD counts under strict alone', () => {
  const told = verdicts(
    [claim('a/a'), claim('a/s', [], 'SHOULD')],
    [outcome('a/a', 'holds'), outcome('a/s', 'refuted')],
  )
  expect(exitCodeOf(told, { strict: false })).toBe(0)
  expect(exitCodeOf(told, { strict: true })).toBe(1)
})

test('a claim that did not run is not examined, a defect, and makes the run incomplete', () => {
  const told = verdicts([claim('a/a'), claim('a/b')], [outcome('a/a', 'holds')])
  expect(told.complete).toBe(false)
  expect(told.defects).toEqual(['specs/x.spec.ts:1: a/b was not executed'])
  expect(told.claims[1]?.verdict).toBe('not examined')
})

test('part of a run is never green', () => {
  const told = verdicts([claim('a/a')], [outcome('a/a', 'holds')], { only: 'a/*' })
  expect(exitCodeOf(told, { strict: false })).toBe(2)
})

test('a waiver counts until it expires', () => {
  const waiver = { claim: 'a/a', reason: 'known', approver: 'Ada', expires: '2026-01-02T00:00:00Z' }
  const claims = [claim('a/a'), claim('a/b')]
  const outcomes = [outcome('a/a', 'refuted'), outcome('a/b', 'holds')]
  expect(exitCodeOf(verdicts(claims, outcomes, { waivers: [waiver] }), { strict: false })).toBe(0)
  const late = { ...waiver, expires: '2025-12-31T00:00:00Z' }
  expect(exitCodeOf(verdicts(claims, outcomes, { waivers: [late] }), { strict: false })).toBe(1)
})
