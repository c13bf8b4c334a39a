import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { root } from '../src/root.ts'

// Whole commands, timed from outside as a person waits for them; npm's own start (0.2 s) is not in it. `npm run bench -- --runs 10`

const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' } } })
const runs = Math.max(1, Number(values.runs) || 7)
const name = `bench-${process.pid}`
const folder = mkdtempSync(join(tmpdir(), 'evidence-gate-bench-'))
const env = {
  ...process.env,
  EVIDENCE_REPORTS: join(folder, 'reports'),
  XDG_STATE_HOME: join(folder, 'state'),
  NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compile'),
}

/** Milliseconds of one command; throws when it does not end as it should. */
function once(words: readonly string[], expected: number): number {
  const from = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'src/cli.ts'), ...words], {
    cwd: root,
    env,
    encoding: 'utf8',
  })
  if (status !== expected) throw new Error(`${words.join(' ')} ended with ${status}, not ${expected}:\n${stderr}`)
  return performance.now() - from
}

function measure(what: string, words: readonly string[], times: number, expected = 0): void {
  // The first one fills caches, and is what nobody waits for twice.
  once(words, expected)
  const taken = Array.from({ length: times }, () => once(words, expected)).sort((a, b) => a - b)
  const at = (share: number) => `${((taken[Math.floor((taken.length - 1) * share)] ?? 0) / 1000).toFixed(2)} s`
  process.stdout.write(`${what.padEnd(44)} ${at(0).padStart(8)} ${at(0.5).padStart(8)} ${at(1).padStart(8)}\n`)
}

process.stdout.write(`${`${runs} runs`.padEnd(44)} ${'min'.padStart(8)} ${'median'.padStart(8)} ${'max'.padStart(8)}\n`)
measure('claims', ['claims', '--json'], runs)
measure('setup, everything there', ['setup'], runs)
once(['stack', 'up', '--name', name], 0)
try {
  measure('verify a stack that is up', ['verify', '--target', `stack:${name}`], runs)
  const server = `evidence-gate-${name}-server`
  const owner = `kill -s "$1" "$(ss -Htlnp 'sport = :8501' | grep -o 'pid=[0-9]*' | cut -d= -f2)"`
  const signal = (word: string) => spawnSync('docker', ['exec', server, 'sh', '-c', owner, 'sh', word])
  signal('STOP')
  measure('verify a stack whose backend hangs', ['verify', '--target', `stack:${name}`], Math.min(runs, 3), 1)
  signal('CONT')
} finally {
  once(['stack', 'down', name], 0)
}
measure('verify with a stack of its own', ['verify'], Math.min(runs, 5))
