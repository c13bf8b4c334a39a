import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { script } from './script.ts'
import { insideTarget, lookContext, readContext } from './testing/inside-target.ts'

const folder = mkdtempSync(join(tmpdir(), 'script-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs shell text as the promised health check. */
async function run(text: string, budget = 5000) {
  const file = join(folder, "health 'check'")
  writeFileSync(file, text)
  const target = insideTarget({ script: { command: ['sh', file], log: '/dev/null' } })
  const context = readContext(target)
  return { facts: script.read(await script.look({}, lookContext(target, { budget })), {}, context), context }
}

const say = (tag: string, text: string) => `echo "[$(date '+%F %T'),123+0000] [HealthCheck] INFO: [${tag}] ${text}"`

test('tells what the script said, on either stream', async () => {
  const { facts, context } = await run(
    `${say('RUN', '$EVIDENCE_NONCE')}; ${say('STATUS', 'System: DEGRADED')} >&2; ${say('DINGTALK', 'sent: {\\"errcode\\":310000}')}; exit 1`,
  )
  expect(facts).toMatchObject({
    exitCode: 1,
    timedOut: false,
    verdict: 'DEGRADED',
    nonceSeen: true,
    dingtalk: { errcode: 310000 },
  })
  expect(facts.lines.map(({ tag }) => tag)).toEqual(['RUN', 'DINGTALK', 'STATUS'])
  expect(facts.clockAfter).toBeGreaterThanOrEqual(facts.clockBefore)
  expect(Math.abs(facts.clockBefore - Date.now())).toBeLessThan(5000)
  expect(context.codes).toEqual([])
})

test('a script that hangs has no exit code and no verdict, which is an answer', async () => {
  const { facts, context } = await run(`${say('RUN', '$EVIDENCE_NONCE')}; sleep 20`, 900)
  expect(facts).toMatchObject({ exitCode: null, timedOut: true, verdict: null, nonceSeen: true })
  expect(context.codes).toEqual([])
})

test('without a nonce in its words the script has shown nothing of now', async () => {
  expect((await run(say('STATUS', 'System: HEALTHY'))).facts).toMatchObject({
    exitCode: 0,
    verdict: 'HEALTHY',
    nonceSeen: false,
  })
})

test('a look that was cut tells nothing of the script', () => {
  const boundary = '0123456789abcdef0123456789abcdef'
  const head = { boundary, exitCode: 255, timedOut: false, truncated: false, started: 0, duration: 1 }
  const context = readContext(insideTarget())
  const facts = script.read({ head, bodies: { stdout: Buffer.from(`\n${boundary} output\n`) } }, {}, context)
  expect(facts.verdict).toBeNull()
  expect(context.codes).toEqual(['look-cut'])
})

test('can be run again by hand', () => {
  const target = insideTarget(
    { script: { command: ['python3', '/opt/x.py'], log: '/l' } },
    { via: 'docker', container: 'server' },
  )
  expect(script.byHand({}, target)).toBe("docker exec -u 0 server sh -c 'EVIDENCE_NONCE=by-hand python3 /opt/x.py'")
})

test('is total', () => {
  const boundary = '0123456789abcdef0123456789abcdef'
  const head = { boundary, exitCode: 0, timedOut: false, truncated: false, started: 0, duration: 1 }
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(120), (output, exit, cut) => {
      const stdout = Buffer.from(
        `\n${boundary} output\n${output}\n${boundary} exit ${exit}\n${boundary} end\n`,
      ).subarray(0, cut)
      const facts = script.read({ head, bodies: { stdout } }, {}, readContext(insideTarget()))
      expect([facts.exitCode, facts.clockBefore, facts.clockAfter]).toHaveLength(3)
    }),
  )
})
