import { XMLBuilder } from 'fast-xml-parser'
import type { Verdict } from '../evidence/verdict.ts'
import { between } from './amounts.ts'
import { chaptersOf } from './chapters.ts'
import type { ReportInput, SectionTitle } from './input.ts'
import { brief, shortened } from './shorten.ts'
import { visibleLines } from './visible.ts'

export interface JUnitInput extends ReportInput {
  readonly sections: readonly SectionTitle[]
}

export interface JUnitOptions {
  /** A refuted or unknown SHOULD is a failure or an error; otherwise it is skipped, with what was seen. */
  readonly strict: boolean
}

/** One test case of the document; members that begin with `@_` become attributes. */
interface TestCase {
  readonly '@_name': string
  readonly '@_classname': string
  readonly '@_file': string
  readonly '@_line': number
  readonly '@_time': string
  readonly failure?: Told
  readonly error?: Told
  readonly skipped?: { readonly '@_message': string }
  readonly 'system-out'?: string
}

interface Told {
  readonly '@_message': string
  readonly '@_type': string
  readonly '#text': string
}

interface Counts {
  readonly '@_tests': number
  readonly '@_failures': number
  readonly '@_errors': number
  readonly '@_skipped': number
  readonly '@_time': string
}

const longestText = 4000

/**
 * The run as JUnit XML: a suite for each spec file, a test case for each claim, and a last suite that says whether the run
 * itself is complete, so that a part of a run or a defective suite never reads as green.
 */
export function renderJUnit(input: JUnitInput, options: JUnitOptions): string {
  const { run, verdicts } = input
  const times = timesOf(input)
  const suites = chaptersOf(verdicts.claims, input.sections)
    .filter(({ claims }) => claims.length > 0)
    .map(({ file, title, claims }) =>
      suiteOf(
        brief(`${file}: ${title.en}`),
        verdicts.started,
        claims.map((claim) => caseOf(claim, title.en, times.get(claim.id) ?? 0, options)),
      ),
    )
  const itself = suiteOf('evidence-gate: the run itself', verdicts.started, [completeness(input)])
  const all = [...suites, itself]
  const document = {
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    testsuites: {
      '@_name': brief(`evidence-gate ${verdicts.target}`),
      ...countsOf(all.flatMap(({ testcase }) => testcase)),
      '@_timestamp': timestamp(verdicts.started),
      properties: {
        property: [
          property('run', run.id),
          property('target', verdicts.target),
          property('complete', String(verdicts.complete)),
          property('strict', String(options.strict)),
          property('should', options.strict ? 'counts like MUST' : 'told as skipped, never a failure'),
          property('wall-seconds', (between(verdicts.started, verdicts.ended) / 1000).toFixed(3)),
        ],
      },
      testsuite: all,
    },
  }
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    format: true,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
    processEntities: true,
  })
  return builder.build(document)
}

function suiteOf(name: string, started: string, testcase: readonly TestCase[]) {
  return { '@_name': name, ...countsOf(testcase), '@_timestamp': timestamp(started), testcase }
}

function countsOf(cases: readonly TestCase[]): Counts {
  return {
    '@_tests': cases.length,
    '@_failures': cases.filter(({ failure }) => failure).length,
    '@_errors': cases.filter(({ error }) => error).length,
    '@_skipped': cases.filter(({ skipped }) => skipped).length,
    '@_time': cases.reduce((sum, { '@_time': time }) => sum + Number(time), 0).toFixed(3),
  }
}

function caseOf(claim: Verdict, section: string, milliseconds: number, options: JUnitOptions): TestCase {
  return {
    '@_name': brief(`${claim.id}: ${claim.title.en}`),
    '@_classname': brief(`${claim.file}/${section}`),
    '@_file': brief(claim.file),
    '@_line': claim.line,
    '@_time': (milliseconds / 1000).toFixed(3),
    ...resultOf(claim, options),
    ...(claim.byHand.length === 0 ? {} : { 'system-out': block(['To see it by hand:', ...claim.byHand].join('\n')) }),
  }
}

function resultOf(claim: Verdict, { strict }: JUnitOptions): Pick<TestCase, 'failure' | 'error' | 'skipped'> {
  const counts = strict || claim.level === 'MUST'
  switch (claim.verdict) {
    case 'holds':
      return {}
    case 'refuted':
      return counts
        ? { failure: told(claim, claim.root ? 'refuted: root' : 'refuted: follows') }
        : { skipped: { '@_message': brief(`SHOULD, refuted: ${claim.reason}`) } }
    case 'unknown':
      return counts
        ? { error: told(claim, 'unknown') }
        : { skipped: { '@_message': brief(`SHOULD, unknown: ${claim.reason}`) } }
    case 'not examined':
      return { error: told(claim, 'not examined') }
    case 'waived':
      return { skipped: { '@_message': brief(`waived: ${claim.reason}`) } }
    case 'not promised':
      return { skipped: { '@_message': brief(`not promised: ${claim.reason}`) } }
  }
}

function told(claim: Verdict, type: string): Told {
  const lines = [
    claim.reason,
    claim.observed === '' ? '' : `observed: ${claim.observed}`,
    claim.expected === '' ? '' : `expected: ${claim.expected}`,
    claim.follows.length === 0 ? '' : `follows from: ${claim.follows.join(', ')}`,
    `why: ${claim.why}`,
  ]
  return {
    '@_message': brief(claim.reason || claim.verdict),
    '@_type': type,
    '#text': block(lines.filter((line) => line !== '').join('\n')),
  }
}

function completeness({ run, verdicts }: JUnitInput): TestCase {
  const lacks = [
    ...(run.only === null ? [] : [`only claims that match ${run.only} ran: part of a run is never green`]),
    ...verdicts.defects,
  ]
  const incomplete: Told = {
    '@_message': brief(lacks[0] ?? 'a claim of the catalogue was not examined'),
    '@_type': 'incomplete',
    '#text': block(lacks.join('\n') || 'a claim of the catalogue was not examined'),
  }
  return {
    '@_name': 'run/complete: every claim of the catalogue was examined',
    '@_classname': 'evidence-gate',
    '@_file': 'run.json',
    '@_line': 1,
    '@_time': '0.000',
    ...(verdicts.complete && lacks.length === 0 ? {} : { error: incomplete }),
  }
}

/** Milliseconds of each claim: those of the observations that it was the first to use, so that each counts once. */
function timesOf({ verdicts, observations }: JUnitInput): ReadonlyMap<string, number> {
  const counted = new Set<string>()
  const times = new Map<string, number>()
  for (const { id, observations: keys } of verdicts.claims) {
    let sum = 0
    for (const key of keys) {
      if (counted.has(key)) continue
      counted.add(key)
      sum += observations.get(key)?.duration ?? 0
    }
    times.set(id, sum)
  }
  return times
}

function property(name: string, value: string) {
  return { '@_name': name, '@_value': brief(value) }
}

/** Text over several lines, without what XML 1.0 forbids: `visibleLines` leaves escapes in its place. */
function block(text: string): string {
  return visibleLines(shortened(text, longestText))
}

/** As the schema wants it: without zone and milliseconds. It is UTC. */
function timestamp(iso: string): string {
  return iso.slice(0, 19)
}
