import * as fc from 'fast-check'
import type { Verdict } from '../evidence/verdict.ts'
import { verdictWords } from '../evidence/verdict.ts'
import type { EvidenceInput } from './input.ts'
import { input, observationOf, run, verdictsWith } from './sample.ts'

// What somebody would put into a record to mislead those who read of it; for the tests of this folder.

export const nasty = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '```\n# not a heading\n````',
  '| a | b |\n|---|---|',
  '\\| \\` \\',
  '\x1b[2J\x1b]0;owned\x07\x9b31m',
  'abc\u202egnp.exe\u2066',
  '](https://example.invalid) ![x](https://example.invalid/x.png) www.example.invalid @everyone #1',
  ']]> &amp; &#0; <!-- -->',
  '::error::x%0A::set-output\r\n::stop-commands::x',
  '\ufffe\uffff\ud800',
  '**bold** _it_ ~~no~~ $x$ :smile:',
  'x'.repeat(20_000),
] as const

const text = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 60 }))

const verdict: fc.Arbitrary<Verdict> = fc.record({
  id: text,
  level: fc.constantFrom('MUST' as const, 'SHOULD' as const),
  title: fc.record({ en: text, zh: text }),
  why: text,
  source: fc.oneof(fc.constant(null), text),
  file: text,
  line: fc.integer({ min: 0, max: 9999 }),
  restsOn: fc.array(text, { maxLength: 2 }),
  verdict: fc.constantFrom(...verdictWords),
  root: fc.boolean(),
  follows: fc.array(text, { maxLength: 2 }),
  expected: text,
  observed: text,
  reason: text,
  observations: fc.array(fc.constantFrom('o1', 'o2', 'o3'), { maxLength: 2 }),
  byHand: fc.array(text, { maxLength: 3 }),
})

/** A run in which every text is hostile. */
export const hostileInput: fc.Arbitrary<EvidenceInput> = fc
  .record({
    claims: fc.array(verdict, { maxLength: 3 }),
    target: text,
    defects: fc.array(text, { maxLength: 2 }),
    complete: fc.boolean(),
    only: fc.oneof(fc.constant(null), text),
    body: fc.uint8Array({ maxLength: 300 }),
    command: text,
    value: text,
  })
  .map(({ claims, target, defects, complete, only, body, command, value }) => ({
    ...input,
    run: { ...run, only },
    verdicts: verdictsWith(claims, { target, defects, complete }),
    observations: new Map(
      [
        observationOf('o1', {
          head: {
            outcome: 'answered',
            version: 'h2',
            reply: { status: 200, headers: [[value, value]] },
            [value]: value,
          },
          bodies: { [value]: { sha256: 'cd'.repeat(32), size: body.byteLength } },
          byHand: command,
        }),
        observationOf('o2', { blind: { code: value, reason: value }, vantage: value, redacted: [value] }),
      ].map((observation) => [observation.key, observation]),
    ),
    sections: [{ file: claims[0]?.file ?? 'x', title: { en: value, zh: value } }],
    readBody: () => body,
  }))
