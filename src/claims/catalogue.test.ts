import { expect, test } from 'vitest'
import { catalogueOf } from './catalogue.ts'
import type { Claim } from './claim.ts'

const claim = (id: string, over: Partial<Claim> = {}): Claim => ({
  id,
  level: 'MUST',
  title: { en: 'it is', zh: '是' },
  why: 'because',
  source: null,
  restsOn: [],
  needs: [],
  section: { en: 's', zh: '节' },
  file: 'specs/x.spec.ts',
  line: 1,
  body: async () => {},
  ...over,
})

test('a well-formed catalogue is taken as it is', () => {
  expect(catalogueOf([claim('a/a'), claim('a/b', { restsOn: ['a/a'] })]).byId.size).toBe(2)
})

test.each([
  [
    'an id that is taken',
    [claim('a/a'), claim('a/a', { line: 9 })],
    'specs/x.spec.ts:9: the id a/a is taken by specs/x.spec.ts:1',
  ],
  ['an id that is no slug', [claim('A b')], '"A b" is not <section>/<claim>'],
  ['a missing sentence', [claim('a/a', { title: { en: 'x', zh: ' ' } })], 'lacks its sentence'],
  ['a claim that rests on nothing known', [claim('a/a', { restsOn: ['a/z'] })], 'rests on a/z, which no spec declares'],
  [
    'a circle',
    [claim('a/a', { restsOn: ['a/b'] }), claim('a/b', { restsOn: ['a/a'] })],
    'a/a rests on a/b rests on a/a: a circle',
  ],
] satisfies [string, Claim[], string][])('%s is refused', (_, claims, message) => {
  expect(() => catalogueOf(claims)).toThrow(message)
})
