import * as fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { hostileInput } from './hostile.ts'
import { renderJUnit } from './junit.ts'
import { input, verdictOf, verdictsWith } from './sample.ts'

interface Suite {
  readonly '@_tests': string
  readonly '@_failures': string
  readonly '@_errors': string
  readonly '@_skipped': string
  readonly '@_time': string
  readonly testcase: readonly Case[]
}
interface Case {
  readonly '@_name': string
  readonly failure?: unknown
  readonly error?: unknown
  readonly skipped?: unknown
}

function parse(xml: string): { readonly suites: readonly Suite[]; readonly whole: Omit<Suite, 'testcase'> } {
  expect(XMLValidator.validate(xml)).toBe(true)
  const parser = new XMLParser({
    ignoreAttributes: false,
    processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e8 },
    isArray: (name) => name === 'testsuite' || name === 'testcase' || name === 'property',
  })
  const { testsuites } = parser.parse(xml)
  return { suites: testsuites.testsuite, whole: testsuites }
}

const outcomesOf = (xml: string) =>
  Object.fromEntries(
    parse(xml).suites.flatMap(({ testcase }) =>
      testcase.map((one) => [
        one['@_name'].split(':', 1)[0],
        'failure' in one ? 'failure' : 'error' in one ? 'error' : 'skipped' in one ? 'skipped' : 'passed',
      ]),
    ),
  )

test('a verdict becomes what a CI makes of it', () => {
  expect(outcomesOf(renderJUnit(input, { strict: false }))).toEqual({
    'process/one': 'passed',
    'process/not-stopped': 'failure',
    'process/start-stable': 'skipped',
    'https-anonymous/status': 'passed',
    'health/ok': 'failure',
    'dns/resolver-agrees': 'error',
    'dns/dnssec': 'skipped',
    'run/complete': 'passed',
  })
  expect(outcomesOf(renderJUnit(input, { strict: true }))).toMatchObject({ 'process/start-stable': 'failure' })
})

test('part of a run is an error, for nothing else would tell a CI', () => {
  const part = {
    ...input,
    run: { ...input.run, only: 'process/*' },
    verdicts: verdictsWith([verdictOf('process/one')], { complete: false }),
  }
  expect(outcomesOf(renderJUnit(part, { strict: false }))).toEqual({ 'process/one': 'passed', 'run/complete': 'error' })
})

test('the time of an observation counts once', () => {
  const { suites, whole } = parse(renderJUnit(input, { strict: false }))
  expect(whole['@_time']).toBe('0.039')
  expect(suites.map((suite) => suite['@_time'])).toEqual(['0.013', '0.013', '0.013', '0.000'])
})

test('hostile text parses back, without a character that XML forbids, and the sums are right', () => {
  fc.assert(
    fc.property(hostileInput, fc.boolean(), (hostile, strict) => {
      const xml = renderJUnit(hostile, { strict })
      expect(xml.replaceAll('\n', '')).not.toMatch(/[\p{C}]/u)
      const { suites, whole } = parse(xml)
      const sum = (name: '@_tests' | '@_failures' | '@_errors' | '@_skipped') =>
        suites.reduce((total, suite) => total + Number(suite[name]), 0)
      expect(sum('@_tests')).toBe(hostile.verdicts.claims.length + 1)
      for (const name of ['@_tests', '@_failures', '@_errors', '@_skipped'] as const)
        expect(Number(whole[name])).toBe(sum(name))
      for (const suite of suites) {
        expect(suite.testcase).toHaveLength(Number(suite['@_tests']))
        expect(suite.testcase.filter((one) => 'failure' in one)).toHaveLength(Number(suite['@_failures']))
        expect(suite.testcase.filter((one) => 'error' in one)).toHaveLength(Number(suite['@_errors']))
        expect(suite.testcase.filter((one) => 'skipped' in one)).toHaveLength(Number(suite['@_skipped']))
      }
    }),
    { numRuns: 60 },
  )
})
