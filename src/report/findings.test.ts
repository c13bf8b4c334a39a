import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { verdictWords } from '../evidence/verdict.ts'
import { findingsOf } from './findings.ts'
import { input, verdictOf, verdictsWith } from './sample.ts'

test('folds what follows under its root', () => {
  const { roots, should } = findingsOf(input.verdicts, input.observations, { strict: false })
  expect(roots.map(({ root, followers }) => [root.id, followers.map(({ id }) => id)])).toEqual([
    ['process/not-stopped', ['health/ok']],
  ])
  expect(should.map(({ root }) => root.id)).toEqual(['process/start-stable'])
})

test('counts SHOULD where it is strict', () => {
  const { roots, should } = findingsOf(input.verdicts, input.observations, { strict: true })
  expect(roots).toHaveLength(2)
  expect(should).toEqual([])
})

test('puts blindness of one kind together, by the code of the probe', () => {
  const { blind } = findingsOf(input.verdicts, input.observations, { strict: false })
  expect(blind).toEqual([
    {
      code: 'deadline',
      reasons: ['could not ask 127.0.0.1:5301 over UDP to the end: the time was over after 1500 ms'],
      claims: [expect.objectContaining({ id: 'dns/resolver-agrees' })],
    },
  ])
})

test('a waived root stands over what follows from it', () => {
  const claims = [
    verdictOf('a/waived', { verdict: 'waived', root: true }),
    verdictOf('a/falls', { verdict: 'refuted', follows: ['a/waived'] }),
  ]
  const { roots } = findingsOf(verdictsWith(claims), new Map(), { strict: false })
  expect(roots.map(({ root }) => root.id)).toEqual(['a/waived'])
})

test('no refuted claim is left out, whatever a record says of roots', () => {
  const id = fc.constantFrom('a/1', 'a/2', 'a/3', 'a/4')
  const claim = fc.record({
    verdict: fc.constantFrom(...verdictWords),
    level: fc.constantFrom('MUST' as const, 'SHOULD' as const),
    root: fc.boolean(),
    follows: fc.array(fc.oneof(id, fc.constant('nowhere/at-all'))),
  })
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 4 }), fc.boolean(), (shapes, strict) => {
      const claims = shapes.map((shape, index) => verdictOf(`a/${index + 1}`, shape))
      const { roots, should } = findingsOf(verdictsWith(claims), new Map(), { strict })
      const told = new Set(
        [...roots, ...should].flatMap(({ root, followers }) => [root.id, ...followers.map((f) => f.id)]),
      )
      for (const { id, verdict } of claims) if (verdict === 'refuted') expect(told).toContain(id)
    }),
  )
})
