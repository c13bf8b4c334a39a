import type { ExpectStatic } from 'vitest'

/**
 * An `expect` that judges nothing: whatever is called on it or read from it is itself again. A survey runs the bodies only
 * for the questions that they ask.
 */
export const expectNothing: ExpectStatic = (() => {
  const nothing: object = new Proxy(() => {}, {
    // Not a thenable: `await expect(…).resolves.toBe(…)` must go on at once.
    get: (_, name) => (name === 'then' ? undefined : nothing),
    apply: () => nothing,
  })
  return nothing as ExpectStatic
})()
