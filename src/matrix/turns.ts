/** One at a time, in the order in which they asked; but nobody waits longer than `patience` for the one before. */
export class Turns {
  readonly #patience: number
  #last: Promise<void> = Promise.resolve()

  /** @param patience milliseconds. */
  constructor(patience: number) {
    this.#patience = patience
  }

  /** Does the work when its turn comes. Its end, or the end of the patience, is the next one's turn. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last
    const { promise: over, resolve: pass } = Promise.withResolvers<void>()
    this.#last = over
    await before
    const timer = setTimeout(pass, this.#patience)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
      pass()
    }
  }
}
