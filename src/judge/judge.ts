import { fork } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../root.ts'
import type { Evidence } from './harness.ts'
import type { Outcome } from './outcome.ts'

/** What a judgement came to: an outcome for each claim and record that was executed, and what went wrong with the suite. */
export interface Judgement {
  readonly outcomes: readonly Outcome[]
  readonly defects: readonly string[]
}

export interface JudgeOrder extends Evidence {
  /** Folder for Allure's results; null for none. */
  readonly allure: string | null
}

export interface JudgementUnderWay {
  /** Rejects when the judging process ends without an answer. */
  readonly judgement: Promise<Judgement>
  /** Ends the process, whatever it is doing. */
  stop(): void
}

/** What the judging process may know of the environment: where programs and caches are, never what the user keeps secret. */
const handedOn = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'NODE_OPTIONS']

/**
 * Judges records in a process of its own: it is given folders and nothing else. With `wait` it loads the specs while the
 * survey is still under way, and judges when that has ended.
 */
export function startJudging(order: JudgeOrder): JudgementUnderWay {
  const environment = {
    ...Object.fromEntries(handedOn.map((name) => [name, process.env[name]]).filter(([, value]) => value)),
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compile'),
  }
  const child = fork(join(root, 'src/judge/judge-process.ts'), [JSON.stringify(order)], {
    cwd: root,
    env: environment,
    // It lives for half a second and loads a lot: with room for it, a tenth of that is not spent on collecting garbage.
    execArgv: ['--max-semi-space-size=64'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000)
  })
  const judgement = new Promise<Judgement>((resolve, reject) => {
    child.on('message', (message) => resolve(message as Judgement))
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      const how = signal ? `by ${signal}` : `with code ${code}`
      reject(new Error(`the judging process ended ${how} before it answered${said ? `: ${said.trim()}` : ''}`))
    })
  })
  // Whoever waits for it hears of a failure; until then it is not an unhandled one.
  judgement.catch(() => {})
  return { judgement, stop: () => child.kill('SIGKILL') }
}
