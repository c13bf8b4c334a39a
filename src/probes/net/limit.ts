import { performance } from 'node:perf_hooks'
import { Blind, type LookContext } from '../probe.ts'
import { NoAnswer } from './no-answer.ts'

/** Milliseconds of waiting below which saying nothing proves nothing: we were cut off, they were not silent. */
const shortestSilence = 1000

/** The time that one look has: its own budget, and the run's signal. */
export class Limit {
  readonly #began = performance.now()
  readonly #controller = new AbortController()
  readonly #outer: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #end = () => this.#controller.abort()

  /** @throws Blind `deadline` when there is no time left to begin. */
  constructor({ budget, signal }: Pick<LookContext, 'budget' | 'signal'>) {
    if (signal.aborted) throw new Blind('deadline', 'could not begin to look: the run had ended')
    this.#outer = signal
    this.#timer = setTimeout(this.#end, Math.max(0, budget))
    signal.addEventListener('abort', this.#end, { once: true })
  }

  /** Milliseconds since the look began. */
  get elapsed(): number {
    return Math.round((performance.now() - this.#began) * 10) / 10
  }

  get over(): boolean {
    return this.#controller.signal.aborted
  }

  /**
   * One step of a look: settles as `start` does, or rejects with this limit's silence. What `start` gives back is called
   * once, however the step ends, to take its listeners away.
   */
  step<T>(
    what: string,
    start: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
  ): Promise<T> {
    const { signal } = this.#controller
    return new Promise<T>((resolve, reject) => {
      let done = false
      let leave: () => void = () => {}
      const settle = (act: () => void) => {
        if (done) return
        done = true
        signal.removeEventListener('abort', cut)
        leave()
        act()
      }
      const cut = () => settle(() => reject(this.silence(what)))
      if (signal.aborted) return cut()
      signal.addEventListener('abort', cut)
      leave = start(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      )
      if (done) leave()
    })
  }

  /** What it means that nothing had come when the time was over. */
  silence(what: string): NoAnswer | Blind {
    const waited = Math.round(this.elapsed)
    if (waited >= shortestSilence) return new NoAnswer('silent', null)
    return new Blind('deadline', `could not ${what} to the end: the time was over after ${waited} ms`)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#outer.removeEventListener('abort', this.#end)
  }
}
