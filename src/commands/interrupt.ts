/** Ctrl-C and SIGTERM as a signal that work can wait for, and the exit code that belongs to them. */
export interface Interrupt {
  readonly signal: AbortSignal
  /** Rejects when the command is interrupted; never resolves. */
  readonly happened: Promise<never>
}

/** The command was interrupted: 130 for SIGINT, 143 for SIGTERM (128 + number of the signal). */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly exitCode: 130 | 143
  constructor(exitCode: 130 | 143) {
    super('interrupted')
    this.exitCode = exitCode
  }
}

/** Listens from now on. A second signal ends the process at once. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController()
  const happened = new Promise<never>((_, reject) => {
    const listen = (signal: 'SIGINT' | 'SIGTERM', exitCode: 130 | 143) => {
      process.on(signal, () => {
        if (controller.signal.aborted) process.exit(exitCode)
        const interrupted = new Interrupted(exitCode)
        controller.abort(interrupted)
        reject(interrupted)
      })
    }
    listen('SIGINT', 130)
    listen('SIGTERM', 143)
  })
  // Nobody need be waiting when it happens.
  happened.catch(() => {})
  return { signal: controller.signal, happened }
}
