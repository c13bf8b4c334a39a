import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRecord, readSurvey } from '../../evidence/record.ts'
import { readVerdicts } from '../../evidence/runs.ts'
import { startJudging } from '../../judge/judge.ts'
import { findEngine } from '../../setup/engine.ts'
import { ownFolders, run, start } from './cli.ts'
import { proxyBefore } from './cut-proxy.ts'

// One stack for all of these; each verifies it by the command line, as a person would.
const name = `e2e-${process.pid}`
const { reports, env } = ownFolders()
const latest = join(reports, 'latest')
let password = ''

beforeAll(async () => {
  const { code, stdout, stderr } = await run(['stack', 'up', '--name', name, '--json'], env)
  expect(stderr).not.toContain('evidence-gate:')
  expect(code).toBe(0)
  password = readFileSync((JSON.parse(stdout) as { passwordFile: string }).passwordFile, 'utf8').trim()
})

afterAll(async () => {
  expect((await run(['stack', 'down', name], env)).code).toBe(0)
})

const verify = (...words: string[]) => run(['verify', '--target', `stack:${name}`, ...words], env)

function words(folder: string) {
  return new Map(readVerdicts(folder)?.claims.map(({ id, verdict }) => [id, verdict]))
}

test('the shipped stack holds what it promises, and the report says so in every form', async () => {
  const { code, stdout } = await verify('--json')
  const verdicts = JSON.parse(stdout)
  expect({
    code,
    refuted: verdicts.totals.refuted,
    unknown: verdicts.totals.unknown,
    complete: verdicts.complete,
  }).toEqual({
    code: 0,
    refuted: 0,
    unknown: 0,
    complete: true,
  })
  expect(verdicts.totals.holds).toBeGreaterThanOrEqual(35)
  const files = readdirSync(latest)
  for (const file of [
    'run.json',
    'observations.jsonl',
    'survey.json',
    'verdicts.json',
    'junit.xml',
    'report.md',
    'report.zh-CN.md',
  ])
    expect(files).toContain(file)
  expect(readdirSync(join(latest, 'allure-results')).filter((file) => file.endsWith('-result.json'))).toHaveLength(
    verdicts.totals.claims,
  )
})

test('a blob that is deleted before judging turns exactly its claims unknown', async () => {
  await verify()
  const before = words(latest)
  const { observations } = readRecord(latest)
  const page = observations.get('https {"as":"user","path":"/"}')?.bodies.body
  if (!page) throw new Error('the run holds no credentialed page')
  // The same octets came over HTTP/1.1 and on loopback: whoever saw them anywhere has lost them.
  const lost = new Set(
    [...observations.values()]
      .filter(({ bodies }) => Object.values(bodies).some(({ sha256 }) => sha256 === page.sha256))
      .map(({ key }) => key),
  )
  const folder = join(mkdtempSync(join(tmpdir(), 'evidence-gate-')), 'run')
  cpSync(latest, folder, { recursive: true, dereference: true })
  rmSync(join(folder, 'blobs/sha256', page.sha256))

  const { judgement } = startJudging({ records: [folder], strict: false, wait: false, allure: null })
  const { outcomes, defects } = await judgement
  expect(defects).toEqual([])
  const unknown = outcomes.filter(({ word }) => word === 'unknown').map(({ claim }) => claim)
  const asked = outcomes
    .filter((outcome) => outcome.observations.some((key) => lost.has(key)))
    .map(({ claim }) => claim)
  expect(unknown.sort()).toEqual(asked.sort())
  expect(unknown).toContain('https-authenticated/status')
  for (const { claim, word } of outcomes)
    if (word !== 'unknown') expect([claim, word]).toEqual([claim, before.get(claim)])
})

test('a verdict follows from the record alone: an altered answer is judged as it stands there', async () => {
  await verify()
  const folder = join(mkdtempSync(join(tmpdir(), 'evidence-gate-')), 'run')
  cpSync(latest, folder, { recursive: true, dereference: true })
  const lines = readFileSync(join(folder, 'observations.jsonl'), 'utf8')
  const altered = lines.replace(/("key":"https \{\\"path\\":\\"\/\\"\}".*?"status":)401/, '$1200')
  expect(altered).not.toBe(lines)
  const { writeFileSync } = await import('node:fs')
  writeFileSync(join(folder, 'observations.jsonl'), altered)
  const { outcomes } = await startJudging({ records: [folder], strict: false, wait: false, allure: null }).judgement
  expect(outcomes.find(({ claim }) => claim === 'https-anonymous/status')?.word).toBe('refuted')
})

test('no spelling of the password stands in anything that was written', async () => {
  await verify()
  const plain = Buffer.from(password)
  const spellings = new Set([
    password,
    encodeURIComponent(password),
    plain.toString('hex'),
    plain.toString('hex').toUpperCase(),
  ])
  for (const before of ['', 'a', 'ab', 'admin:', ':admin']) {
    for (const encoding of ['base64', 'base64url'] as const) {
      // What is left of the encoding when the characters that neighbours share are taken off.
      const text = Buffer.from(`${before}${password}`).toString(encoding).replaceAll('=', '')
      spellings.add(text.slice(Math.ceil((before.length * 4) / 3), -1))
    }
  }
  const files = execFileSync('find', ['-L', reports, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n')
  expect(files.length).toBeGreaterThan(50)
  const hits = files.flatMap((file) => {
    const bytes = readFileSync(file)
    return [...spellings].filter((spelling) => bytes.includes(spelling)).map((spelling) => `${file}: ${spelling}`)
  })
  expect(hits).toEqual([])
})

test('part of a run is never green', async () => {
  const { code, stdout } = await verify('--only', 'https-anonymous/*', '--json')
  const verdicts = JSON.parse(stdout)
  expect({ code, complete: verdicts.complete }).toEqual({ code: 2, complete: false })
  expect(verdicts.claims.every(({ id }: { id: string }) => id.startsWith('https-anonymous/'))).toBe(true)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s in the middle of a survey: exit code %i, the evidence so far is kept', async (signal, expected) => {
  const running = start(['verify', '--target', `stack:${name}`], env)
  await running.says('looking')
  running.process.kill(signal)
  const { code, stderr } = await running.ended
  expect({ code, traces: stderr.match(/^ +at /gm) }).toEqual({ code: expected, traces: null })
  const folder = /the evidence so far is in (\S+)/.exec(stderr)?.[1] ?? ''
  expect(existsSync(join(folder, 'run.json'))).toBe(true)
  expect(readSurvey(folder)).toBeNull()
  expect(readVerdicts(folder)).toBeNull()
})

test('an engine that goes away in the middle makes claims unknown, not refuted', async () => {
  const engine = await findEngine()
  const path = engine?.socketPath
  if (!path) throw new Error('the engine is not reached through a socket: this test has nothing to cut')
  const proxy = await proxyBefore(path, join(mkdtempSync(join(tmpdir(), 'evidence-gate-')), 'engine.sock'))
  const running = start(['verify', '--target', `stack:${name}`], { ...env, DOCKER_HOST: `unix://${proxy.path}` })
  await running.says('looking')
  proxy.cut()
  const { code, stderr } = await running.ended
  expect({ code, traces: stderr.match(/^ +at /gm) }).toEqual({ code: 2, traces: null })
  const verdicts = readVerdicts(latest)
  expect(verdicts?.claims.filter(({ verdict }) => verdict === 'refuted').map(({ id }) => id)).toEqual([])
  expect(verdicts?.totals.unknown).toBeGreaterThan(0)
})

test.skipIf(process.getuid?.() !== 0)('a full disk is one clear error, exit code 3', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'evidence-gate-full-'))
  // A mount namespace of its own: the little disk exists for this one command.
  const script =
    'mount -t tmpfs -o size=64k none "$1" && EVIDENCE_REPORTS="$1" exec "$2" src/cli.ts verify --target "$3"'
  const { spawnSync } = await import('node:child_process')
  const { status, stderr } = spawnSync(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', disk, process.execPath, `stack:${name}`],
    {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    },
  )
  expect(stderr).toContain('the disk is full')
  expect({ status, traces: stderr.match(/^ +at /gm) }).toEqual({ status: 3, traces: null })
})

test('explain shows what was seen of a claim, and how to see it by hand', async () => {
  await verify()
  const { code, stdout } = await run(['explain', 'https-anonymous/status'], env)
  expect(code).toBe(0)
  expect(stdout).toContain('401')
  expect(stdout).toContain('curl')
})

test('a stack that is up is listed, and its name is taken', async () => {
  expect((await run(['stack', 'list'], env)).stdout).toContain(name)
  const { code, stderr } = await run(['stack', 'up', '--name', name], env)
  expect(code).toBe(3)
  expect(stderr).toContain(`npm run stack -- down ${name}`)
})
