import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import type { Json } from '../evidence/json.ts'
import type { Inside } from '../targets/target.ts'
import { newBoundary, type Sections, sectionFunction, sectionsOf } from './framing.ts'
import { type Answer, Blind, type LookContext } from './probe.ts'
import { shellLine } from './shell-quote.ts'

/** Octets of each output stream that one look keeps; what is beyond it ends the look. */
const largestOutput = 4 * 1024 * 1024

/** Milliseconds after the shell's end in which its output must be complete: a leftover child may hold the pipe open. */
const drainTime = 300

/** The head of an answer that came from inside the target: how the look itself went. */
export interface InsideHead {
  /** Cuts `stdout` into sections (see framing.ts). */
  readonly boundary: string
  /** Of the shell (or of ssh, docker); null when it was killed. */
  readonly exitCode: number | null
  /** The look ran into its budget or the run's end and keeps what had come so far. */
  readonly timedOut: boolean
  /** There was more output than a look keeps. */
  readonly truncated: boolean
  /** By the runner's clock, epoch milliseconds. */
  readonly started: number
  /** Milliseconds. */
  readonly duration: number
}

interface Ran {
  readonly exitCode: number | null
  readonly timedOut: boolean
  readonly truncated: boolean
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/**
 * Runs one POSIX shell script inside the target, read from standard input by `sh -s`, and answers with its two streams.
 *
 * @param body shell text; the section function `s` is defined before it, standard input is empty.
 * @throws Blind `no-way-in`, `binary-missing`, `engine-gone`, `container-gone`, `ssh-failed`, `shell-missing`, `deadline`,
 *   `interrupted`, `look-killed` when the script did not so much as begin. Once it began, what came is the answer.
 */
export async function lookInside(context: LookContext, body: string): Promise<Answer> {
  const { inside, name } = context.target
  if (inside === null) throw new Blind('no-way-in', `the target ${name} names no way to look inside it`)
  const boundary = newBoundary()
  const started = Date.now()
  const from = performance.now()
  const ran = await run(shellFor(inside, context.budget), wrap(boundary, body), context.budget, context.signal)
  const duration = Math.round((performance.now() - from) * 10) / 10
  if (!ran.stdout.includes(boundary)) throw await blindness(inside, ran, context)
  const { exitCode, timedOut, truncated } = ran
  const head: InsideHead = { boundary, exitCode, timedOut, truncated, started, duration }
  return { head: { ...head }, bodies: { stdout: ran.stdout, stderr: ran.stderr } }
}

/** The head and sections of a recorded look. Total: a head in another form gives an empty look. */
export function readInside(answer: Answer): { readonly head: InsideHead; readonly sections: Sections } {
  const head = headOf(answer.head)
  return { head, sections: sectionsOf(answer.bodies.stdout ?? Buffer.alloc(0), head.boundary) }
}

function headOf(json: Json): InsideHead {
  const raw: { readonly [key: string]: Json | undefined } =
    json !== null && typeof json === 'object' && !Array.isArray(json) ? (json as { [key: string]: Json }) : {}
  const number = (value: Json | undefined) => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
  return {
    boundary: typeof raw.boundary === 'string' ? raw.boundary : '',
    exitCode: typeof raw.exitCode === 'number' ? raw.exitCode : null,
    timedOut: raw.timedOut === true,
    truncated: raw.truncated === true,
    started: number(raw.started),
    duration: number(raw.duration),
  }
}

/** The command that reads a script from its standard input inside the target. */
export function shellFor(inside: Inside, budget: number): readonly [string, ...string[]] {
  switch (inside.via) {
    case 'docker':
      return ['docker', 'exec', '-i', '-u', '0', '--', inside.container, 'sh', '-s']
    case 'ssh': {
      const seconds = Math.max(1, Math.ceil(budget / 1000))
      return ['ssh', '-T', '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${seconds}`, '--', inside.destination, 'sh -s']
    }
    case 'local':
      return ['sh', '-s']
  }
}

/** A command line for people that runs this shell text inside. */
export function insideByHand(inside: Inside | null, script: string): string {
  if (inside === null) return '# the target names no way to look inside it'
  switch (inside.via) {
    case 'docker':
      return shellLine(['docker', 'exec', '-u', '0', inside.container, 'sh', '-c', script])
    case 'ssh':
      return shellLine(['ssh', inside.destination, script])
    case 'local':
      return shellLine(['sh', '-c', script])
  }
}

/**
 * The whole body stands in braces: the shell runs nothing before it has read everything, and no command of the body can
 * swallow the rest of the script. `sbin` is added because a shell over ssh often has none in its PATH.
 */
function wrap(boundary: string, body: string): string {
  return `{
LC_ALL=C; export LC_ALL
PATH=\${PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin; export PATH
${sectionFunction(boundary)}s begin
${body}
s end
exit 0
} </dev/null
`
}

async function run(
  [file, ...words]: readonly [string, ...string[]],
  input: string,
  budget: number,
  signal: AbortSignal,
): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  // A process group of its own, so that all it started can be ended; execa would cost 60 ms of import before the first look.
  const child = spawn(file, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: withoutSecrets(process.env),
  })
  const streams = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  const sizes = { stdout: 0, stderr: 0 }
  let timedOut = false
  let truncated = false
  let exitCode: number | null = null
  let drain: NodeJS.Timeout | undefined

  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  const stop = () => {
    timedOut = true
    kill()
    settle()
  }
  const settle = () => {
    clearTimeout(timer)
    clearTimeout(drain)
    signal.removeEventListener('abort', stop)
    child.stdout.destroy()
    child.stderr.destroy()
    resolve({
      exitCode,
      timedOut,
      truncated,
      stdout: Buffer.concat(streams.stdout),
      stderr: Buffer.concat(streams.stderr),
    })
  }
  const keep = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
    const room = largestOutput - sizes[name]
    streams[name].push(chunk.subarray(0, room))
    sizes[name] += Math.min(chunk.length, room)
    if (chunk.length <= room) return
    truncated = true
    kill()
  }

  const timer = setTimeout(stop, budget)
  signal.addEventListener('abort', stop, { once: true })
  child.stdout.on('data', keep('stdout'))
  child.stderr.on('data', keep('stderr'))
  child.on('error', (error: NodeJS.ErrnoException) => {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    const missing = error.code === 'ENOENT' || error.code === 'EACCES'
    const code = missing ? 'binary-missing' : 'cannot-start'
    reject(new Blind(code, `cannot start ${file} on this machine (${error.code ?? error.message})`, { cause: error }))
  })
  child.on('exit', (code) => {
    exitCode = code
    drain = setTimeout(settle, drainTime)
  })
  child.on('close', settle)
  // A shell that ends early closes its end; its exit code says why.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  if (signal.aborted) stop()
  return await promise
}

/** Why the script did not begin. By exit codes, never by the words that came with them. */
async function blindness(inside: Inside, ran: Ran, { budget, signal }: LookContext): Promise<Blind> {
  const { exitCode } = ran
  const said = excerpt(ran.stderr) || excerpt(ran.stdout)
  const where =
    inside.via === 'docker'
      ? `container ${inside.container}`
      : inside.via === 'ssh'
        ? inside.destination
        : 'this machine'
  if (signal.aborted) return new Blind('interrupted', `the run ended before a shell in ${where} said anything`)
  if (ran.timedOut) return new Blind('deadline', `a shell in ${where} said nothing for ${budget} ms${said}`)
  if (exitCode === 126 || exitCode === 127) {
    return new Blind('shell-missing', `no shell could be started in ${where} (exit ${exitCode})${said}`)
  }
  if (exitCode === null)
    return new Blind('look-killed', `the shell in ${where} was killed before it said anything${said}`)
  if (inside.via === 'ssh' && exitCode === 255) {
    return new Blind(
      'ssh-failed',
      `ssh could not reach ${where} without asking (exit 255)${said}. Try: ssh -o BatchMode=yes ${inside.destination} true`,
    )
  }
  if (inside.via === 'docker') {
    // A shell that ran says something: with exit 0 and no word it is the connection to the engine that broke.
    if (exitCode !== 0 && (await engineAnswers(signal))) {
      return new Blind(
        'container-gone',
        `the engine runs nothing in the ${where} (exit ${exitCode})${said}. Is it up? docker ps -a`,
      )
    }
    return new Blind(
      'engine-gone',
      `the container engine does not answer (exit ${exitCode})${said}. Try: docker version`,
    )
  }
  return new Blind('shell-missing', `the shell in ${where} ended before it ran the look (exit ${exitCode})${said}`)
}

async function engineAnswers(signal: AbortSignal): Promise<boolean> {
  const ran = await run(['docker', 'version', '--format', '{{.Server.Version}}'], '', 1500, signal).catch(() => null)
  return ran?.exitCode === 0
}

function excerpt(bytes: Buffer): string {
  const text = bytes
    .subarray(0, 400)
    .toString('utf8')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
  return text === '' ? '' : `: ${text.slice(0, 300)}`
}

/** Our own secrets come from `EVIDENCE_…`; no command inside the target has a use for them. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('EVIDENCE_')))
}
