/** Where setup tells what it does: one line a step, the time since its start in front. */
export interface Steps {
  /** `who`: the thing that the line is about (`engine`, `base`, `server` …). */
  tell(who: string, what: string): void
  /** Tells how long something took, for the end of a line: ` in 14.2 s`. */
  clock(): () => string
  /** Aborts when the person who started it wants it to end. */
  readonly signal?: AbortSignal | undefined
}

/** Steps that are written as lines, as steps side by side end in any order. */
export function linesTo(write: (line: string) => void, signal?: AbortSignal): Steps {
  const started = performance.now()
  return {
    signal,
    tell(who, what) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      write(`${seconds.padStart(6)} s  ${who.padEnd(9)}  ${what}\n`)
    },
    clock() {
      const from = performance.now()
      return () => ` in ${((performance.now() - from) / 1000).toFixed(1)} s`
    },
  }
}
