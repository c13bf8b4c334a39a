import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Engine, searchEngine, whatWasTried } from './engine.ts'
import { SetupError } from './errors.ts'
import { onPath } from './facts.ts'
import { clearLeftovers } from './leftovers.ts'
import type { EnginePlan } from './plan-engine.ts'
import { lastLines } from './printable.ts'
import { howItEnded, run } from './run.ts'
import { visibleEnd } from './secrets-out.ts'
import { stateFolder } from './state.ts'
import type { Steps } from './steps.ts'

/** Milliseconds until a daemon must answer. It takes 1 s; with many containers to clear up after a crash, some more. */
const patience = 30_000

/** Starts dockerd: through the service manager where there is one, else detached from us. */
export async function startDocker(plan: Extract<EnginePlan, { do: 'start dockerd' }>, steps: Steps): Promise<Engine> {
  for (const file of await clearLeftovers()) steps.tell('engine', `${file} was left by a daemon that is dead: removed`)
  if (plan.services) {
    const [command, ...words] = serviceLine(plan.services)
    steps.tell('engine', `dockerd is installed and does not run: ${command} ${words.join(' ')}`)
    const ended = await run(command, words, { timeout: patience, cancel: steps.signal })
    if (ended.exitCode === 0) {
      const engine = await answering(patience, steps)
      if (engine) return engine
    }
    // systemd keeps starting and judging its services by itself: a second dockerd beside it would only hide the cause.
    if (plan.services === 'systemd') {
      const journal = await run('journalctl', ['-u', 'docker', '-n', '15', '--no-pager', '-o', 'cat'], {
        timeout: 10_000,
      })
      throw new SetupError(
        `systemctl start docker brought up no engine (${howItEnded(ended, patience)}). The service's last lines:\n${lastLines(ended.output + journal.output, 20)}`,
      )
    }
  }
  return startDaemon({ command: plan.dockerd, words: [], steps })
}

/** Starts Podman's Docker-compatible service on its usual socket. */
export async function startPodman(podman: string, steps: Steps): Promise<Engine> {
  const root = process.getuid?.() === 0
  const runtime = root ? '/run' : (process.env.XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.() ?? 0}`)
  const socket = join(runtime, 'podman/podman.sock')
  mkdirSync(dirname(socket), { recursive: true })
  return startDaemon({ command: podman, words: ['system', 'service', '--time=0', `unix://${socket}`], steps })
}

/** Waits for a dockerd that runs already. */
export async function awaitDocker(pid: number, steps: Steps): Promise<Engine> {
  steps.tell('engine', `dockerd runs as process ${pid} and does not answer yet: waiting`)
  const engine = await answering(patience, steps)
  if (engine) return engine
  const { tried } = await searchEngine()
  throw new SetupError(
    `dockerd runs as process ${pid}, but did not answer in ${patience / 1000} s${whatWasTried(tried)}. See what it is doing, or end it (kill ${pid}), and then: npm run setup`,
  )
}

interface Daemon {
  readonly command: string
  readonly words: readonly string[]
  readonly steps: Steps
  /** Where its output goes; a file that is kept. */
  readonly log?: string
  /** How to see that it answers; the usual places if left out. */
  readonly search?: () => Promise<Engine | null>
}

/**
 * Starts a daemon in a session of its own, so that neither the end of this process nor Ctrl-C ends it.
 *
 * @throws SetupError with the daemon's own last lines, as soon as it exits or when it does not answer in time.
 */
export async function startDaemon({ command, words, steps, log = logFile(), search }: Daemon): Promise<Engine> {
  mkdirSync(dirname(log), { recursive: true })
  const output = openSync(log, 'a', 0o600)
  const from = statSync(log).size
  const line = [command, ...words].join(' ')
  steps.tell('engine', `starting ${line} (its log: ${log})`)
  const child = spawn(command, words, { detached: true, stdio: ['ignore', output, output], env: daemonEnv(), cwd: '/' })
  const ends = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`))
  })
  const engine = await Promise.race([answering(patience, steps, search), ends])
  child.unref()
  if (engine && typeof engine !== 'string') return engine
  const how = engine === null ? `it does not answer after ${patience / 1000} s` : `it ended with ${engine}`
  const tail = lastLines(visibleEnd(readFileSync(log).subarray(from).toString('utf8')), 15)
  throw new SetupError(`${line} brought up no engine: ${how}. Its last lines (all of them: ${log}):\n${tail}`)
}

/** Asks until an engine answers; null when the time is up. */
async function answering(
  timeout: number,
  steps: Steps,
  search: () => Promise<Engine | null> = async () => (await searchEngine()).engine,
): Promise<Engine | null> {
  const end = performance.now() + timeout
  while (performance.now() < end) {
    const engine = await search()
    if (engine) return engine
    await pause(50)
    steps.signal?.throwIfAborted()
  }
  return null
}

function serviceLine(services: 'systemd' | 'openrc' | 'sysv'): readonly [string, ...string[]] {
  switch (services) {
    case 'systemd':
      return ['systemctl', 'start', 'docker']
    case 'openrc':
      return ['rc-service', 'docker', 'start']
    case 'sysv':
      return [onPath('service') ?? 'service', 'docker', 'start']
  }
}

/** Where the output of a daemon goes that we started; kept until `--remove`. */
export function logFile(): string {
  return process.getuid?.() === 0 ? '/var/log/evidence-gate/engine.log' : join(stateFolder(), 'engine.log')
}

/** What a daemon needs of our environment: it lives longer than we do, and must not carry our secrets along. */
function daemonEnv(): Record<string, string> {
  const names =
    /^(PATH|HOME|LANG|TMPDIR|XDG_[A-Z_]+|SSL_CERT_(FILE|DIR)|(HTTPS?|NO|ALL|FTP)_PROXY|DOCKER_(RAMDISK|TMPDIR))$/i
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined && names.test(name)) env[name] = value
  // dockerd looks for containerd, runc and iptables on its own PATH.
  env.PATH = `${env.PATH ?? ''}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
  return env
}
