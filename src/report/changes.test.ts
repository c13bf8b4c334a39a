import { expect, test } from 'vitest'
import { changesSince } from './changes.ts'
import { verdictOf, verdictsWith } from './sample.ts'

const ids = (claims: readonly { readonly id: string }[]) => claims.map(({ id }) => id)

test('tells what is newly refuted, newly holding, newly unknown and no longer asked', () => {
  const before = verdictsWith([
    verdictOf('a/broke'),
    verdictOf('a/mended', { verdict: 'refuted' }),
    verdictOf('a/blind'),
    verdictOf('a/same', { verdict: 'refuted' }),
    verdictOf('a/gone'),
    verdictOf('a/still-blind', { verdict: 'unknown' }),
  ])
  const now = verdictsWith([
    verdictOf('a/broke', { verdict: 'refuted' }),
    verdictOf('a/mended'),
    verdictOf('a/blind', { verdict: 'unknown' }),
    verdictOf('a/same', { verdict: 'refuted' }),
    verdictOf('a/new'),
    verdictOf('a/new-and-refuted', { verdict: 'refuted' }),
    verdictOf('a/still-blind', { verdict: 'not examined' }),
  ])
  const changes = changesSince(before, now)
  expect(ids(changes.newlyRefuted)).toEqual(['a/broke', 'a/new-and-refuted'])
  expect(ids(changes.newlyHolding)).toEqual(['a/mended'])
  expect(ids(changes.newlyUnknown)).toEqual(['a/blind'])
  expect(changes.dropped).toEqual(['a/gone'])
})

test('does not call a claim dropped that a part of a run left out', () => {
  const before = verdictsWith([verdictOf('a/one'), verdictOf('a/two')])
  expect(changesSince(before, verdictsWith([verdictOf('a/one')], { complete: false })).dropped).toEqual([])
})
