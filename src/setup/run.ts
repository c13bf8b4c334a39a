import { execa } from 'execa'
import { visibleEnd } from './secrets-out.ts'

/** How a command ended. `output` is the end of what it printed, both streams in the order in which they came. */
export interface Ended {
  /** Null where it did not end by itself: not found, timed out, cancelled. */
  readonly exitCode: number | null
  readonly output: string
  readonly why: 'ended' | 'not found' | 'timed out' | 'killed'
}

export interface RunOptions {
  /** Milliseconds. */
  readonly timeout: number
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Written to its standard input; nothing is readable there if left out. */
  readonly input?: string
  /** Ends the command when it aborts. */
  readonly cancel?: AbortSignal | undefined
  /** For a command that does not end its children when it is ended: it and they are killed. */
  readonly withChildren?: true
  /** Called with each piece of output, for those who wait for a word in it. */
  readonly onOutput?: (piece: string) => void
}

/** Bytes of output kept: its end, which is where the error is. */
const keep = 64 * 1024

/**
 * Runs a command without a shell, bounded in time and in what is kept of its output. Never throws for how the command ended.
 *
 * @throws the reason of `options.cancel` when that aborted.
 */
export async function run(command: string, words: readonly string[], options: RunOptions): Promise<Ended> {
  const subprocess = execa(command, [...words], {
    reject: false,
    all: true,
    buffer: false,
    timeout: options.timeout,
    forceKillAfterDelay: 3000,
    ...(options.withChildren ? { killDescendants: true, killSignal: 'SIGKILL' as const } : {}),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    ...(options.cancel === undefined ? {} : { cancelSignal: options.cancel }),
  })
  let output = ''
  subprocess.all.setEncoding('utf8')
  subprocess.all.on('data', (piece: string) => {
    output = (output + piece).slice(-keep)
    options.onOutput?.(piece)
  })
  const result = await subprocess
  options.cancel?.throwIfAborted()
  const why =
    result.code === 'ENOENT' || result.code === 'EACCES'
      ? 'not found'
      : result.timedOut
        ? 'timed out'
        : result.exitCode === undefined
          ? 'killed'
          : 'ended'
  return { exitCode: why === 'ended' ? (result.exitCode ?? null) : null, output: visibleEnd(output), why }
}

/** How it ended, for the middle of a sentence: `exit code 2`, `it did not end in 20 s`. */
export function howItEnded(ended: Ended, timeout: number): string {
  switch (ended.why) {
    case 'ended':
      return `exit code ${ended.exitCode}`
    case 'not found':
      return 'the command was not found or may not be run'
    case 'timed out':
      return `it did not end in ${Math.round(timeout / 1000)} s`
    case 'killed':
      return 'it was killed by a signal'
  }
}
