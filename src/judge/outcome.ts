import { inspect } from 'node:util'
import type { Blind } from '../evidence/blind.ts'

/** What judging one claim on one record came to. Plain data: it travels from vitest's worker to whoever asked. */
export interface Outcome {
  readonly claim: string
  /** Index of the record in the list that was judged. */
  readonly record: number
  readonly word: 'holds' | 'refuted' | 'unknown' | 'not promised' | 'defect'
  readonly expected: string
  readonly observed: string
  readonly reason: string
  /** Keys of the observations that the body asked for. */
  readonly observations: readonly string[]
}

type Told = Pick<Outcome, 'word' | 'expected' | 'observed' | 'reason'>

export const holds: Told = { word: 'holds', expected: '', observed: '', reason: '' }

export const notPromised = (reason: string): Told => ({ word: 'not promised', expected: '', observed: '', reason })

export const unknown = (blind: Blind): Told => ({
  word: 'unknown',
  expected: '',
  observed: '',
  reason: `could not look (${blind.code}): ${blind.message}`,
})

export const defect = (reason: string): Told => ({ word: 'defect', expected: '', observed: '', reason })

/** A failed assertion refutes; any other error is a defect of the suite. */
export function failed(error: unknown): Told {
  if (!isAssertion(error)) {
    return defect(error instanceof Error ? `${error.name}: ${error.message}` : `threw ${show(error)}`)
  }
  return {
    word: 'refuted',
    expected: show(error.expected),
    observed: show(error.actual),
    reason: firstLine(error.message),
  }
}

interface Assertion {
  readonly message: string
  readonly actual?: unknown
  readonly expected?: unknown
}

function isAssertion(error: unknown): error is Assertion {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AssertionError'
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

/** Longest text that a verdict quotes. Characters; the evidence holds the rest. */
const longest = 4000

function show(value: unknown): string {
  if (value === undefined) return ''
  const text =
    typeof value === 'string'
      ? value
      : inspect(value, { depth: 6, breakLength: 120, maxArrayLength: 50, maxStringLength: 500, sorted: false })
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text
}
