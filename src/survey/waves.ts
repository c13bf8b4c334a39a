import { setImmediate } from 'node:timers/promises'
import { type Wave, waves } from '../evidence/observation.ts'

/** Starts the look that was asked for; settles when it is recorded. Never rejects for what the target does. */
export type Look<T> = (wave: Wave) => Promise<T>

interface Asked<T> {
  readonly wave: Wave
  readonly start: () => void
  readonly answer: Promise<T>
}

/**
 * Takes each observation once, in its wave. A wave ends when nothing of it is under way and no body that it woke asked for
 * more of it; only then the next one begins.
 */
export class Waves<T> {
  readonly #asked = new Map<string, Asked<T>>()
  #current = -1
  #underWay = 0
  #idle: (() => void) | undefined
  #failure: { error: unknown } | undefined

  /** The answer to a question, asked once however many want it. */
  ask(key: string, wave: Wave, look: Look<T>): Promise<T> {
    const known = this.#asked.get(key)
    if (known) return known.answer
    const { promise, resolve } = Promise.withResolvers<T>()
    const start = () => {
      this.#underWay += 1
      look(wave)
        .then(resolve, (error: unknown) => {
          // The record cannot be written, or the probe is defective: no judgement can come of this run.
          this.#failure ??= { error }
        })
        .finally(() => {
          this.#underWay -= 1
          if (this.#underWay === 0) this.#idle?.()
        })
    }
    const asked: Asked<T> = { wave, start, answer: promise }
    this.#asked.set(key, asked)
    if (waves.indexOf(wave) <= this.#current) start()
    return promise
  }

  /** Runs the waves, after the bodies were started. Rejects when a look failed by our own fault. */
  async run(entered: (wave: Wave) => void): Promise<void> {
    for (const [index, wave] of waves.entries()) {
      await setImmediate()
      this.#current = index
      const waiting = [...this.#asked.values()].filter((asked) => asked.wave === wave)
      if (waiting.length > 0) entered(wave)
      for (const { start } of waiting) start()
      await this.#settled()
      if (this.#failure) throw this.#failure.error
    }
  }

  /** Idle, and still idle after every body that was woken has run as far as it can. */
  async #settled(): Promise<void> {
    for (;;) {
      if (this.#underWay > 0) {
        await new Promise<void>((resolve) => {
          this.#idle = resolve
        })
      }
      await setImmediate()
      if (this.#underWay === 0) return
    }
  }
}
