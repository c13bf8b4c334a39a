import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TestModule, Vitest } from 'vitest/node'
import { allureReporter } from './allure.ts'

const outcome = { expected: '200', observed: '504\x1b[2J', reason: 'it fell', observations: ['https {}'] }

/** Tasks as vitest leaves them after a judgement. */
function modules() {
  const file = {
    type: 'suite',
    mode: 'run',
    name: 'specs/05-health.spec.ts',
    filepath: '/some/where/specs/05-health.spec.ts',
    meta: {},
  }
  const suite = { type: 'suite', mode: 'run', name: 'Health endpoint', suite: { name: '' }, file, meta: {} }
  const task = (word: string | null, state: string | undefined, meta: object = {}) => ({
    type: 'test',
    mode: 'run',
    name: `says ${word}`,
    suite,
    file,
    meta: {
      claim: `health/${word}`,
      level: 'MUST',
      zh: '中文',
      ...(word === null ? {} : { outcome: { ...outcome, word } }),
      ...meta,
    },
    result:
      state === undefined
        ? undefined
        : {
            state,
            startTime: 1,
            duration: 2,
            errors: state === 'fail' ? [{ message: 'm', stack: 'at /some/where' }] : [],
          },
  })
  const tasks = [
    task('holds', 'pass'),
    task('refuted', 'fail'),
    task('unknown', 'fail'),
    task('defect', 'fail'),
    task('not promised', 'skip'),
    task('refuted', 'skip', { claim: 'health/should', level: 'SHOULD' }),
    task(null, undefined),
  ]
  return [{ task: { ...file, tasks: [{ ...suite, tasks }] } }] as unknown as TestModule[]
}

test('each claim is there with the status of its verdict, and nothing of this machine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allure-'))
  try {
    const reporter = allureReporter(folder)
    const project = { config: { setupFiles: [], browser: { enabled: false } }, provide: () => expect.unreachable() }
    reporter.onInit?.({ projects: [project] } as unknown as Vitest)
    await reporter.onTestRunEnd?.(modules(), [], 'failed')
    const results = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    expect(project.config.setupFiles).toEqual([])
    expect(Object.fromEntries(results.map(({ fullName, status }) => [fullName, status]))).toEqual({
      'health/holds': 'passed',
      'health/refuted': 'failed',
      'health/unknown': 'broken',
      'health/defect': 'broken',
      'health/not promised': 'skipped',
      'health/should': 'skipped',
      'health/null': 'broken',
    })
    const refuted = results.find(({ fullName }) => fullName === 'health/refuted')
    expect(refuted.statusDetails).toEqual({ message: 'refuted: it fell\nobserved: 504\\x1b[2J\nexpected: 200' })
    expect(refuted.labels).toContainEqual({ name: 'feature', value: 'Health endpoint' })
    expect(refuted.labels).toContainEqual({ name: 'severity', value: 'critical' })
    expect(JSON.stringify(results)).not.toMatch(/some.where|"host"|"thread"|"package"/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
