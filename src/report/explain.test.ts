import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { BlobStore } from '../evidence/blobs.ts'
import { explainClaim } from './explain.ts'
import { observationOf, verdictOf, verdictsWith } from './sample.ts'

const folder = mkdtempSync(join(tmpdir(), 'explain-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const blobs = new BlobStore(folder)
const body = blobs.put(Buffer.from('Bad Gateway\x1b[2J\n'))
const lost = { sha256: 'ef'.repeat(32), size: 7 }
const answered = observationOf('https {"path":"/health"}', {
  head: { status: 502 },
  bodies: { body, lost },
  redacted: ['password'],
})
const blind = observationOf('host {}', { blind: { code: 'engine-gone', reason: 'the engine does not answer' } })
const verdicts = verdictsWith([
  verdictOf('ports/https'),
  verdictOf('health/ok', {
    verdict: 'refuted',
    root: true,
    source: 'RFC 9110 §15.6.3',
    restsOn: ['ports/https', 'no/such'],
    expected: '200',
    observed: 'x'.repeat(3000),
    reason: 'expected 502 to be 200',
    observations: [answered.key, blind.key, 'dns {}'],
  }),
])
const recorded = { folder: '/runs/one', blobs, observations: new Map([answered, blind].map((one) => [one.key, one])) }
const plain = { color: false, width: 100, language: 'en' } as const

test('tells everything about one claim', () => {
  const text = explainClaim({ recorded, verdicts }, 'health/ok', plain)
  for (const part of [
    '✗ refuted  health/ok · MUST',
    'health/ok 为真',
    'RFC 9110 §15.6.3',
    'ports/https  ✓ holds',
    'no/such  ? not in the record',
    'OBSERVATION 1 of 3',
    'status: 502',
    'Bad Gateway\\x1b[2J',
    `/runs/one/blobs/sha256/${body.sha256}`,
    'the bytes of lost are not in the record',
    'engine-gone: the engine does not answer',
    'dns {}: not in the record',
    'curl -k -i https://127.0.0.1:8443/',
  ]) {
    expect(text).toContain(part)
  }
  expect(text.replaceAll(/\s|seen/g, '')).toContain('x'.repeat(3000))
})

test('names the claim that a run does not hold', () => {
  expect(() => explainClaim({ recorded, verdicts }, 'no/claim', plain)).toThrow(
    'holds no claim no/claim: npm run claims lists them',
  )
})
