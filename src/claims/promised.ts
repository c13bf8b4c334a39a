import type { Promises } from '../targets/target.ts'
import type { Promised } from './claim.ts'

/** Thrown when a body reads a promise that the target does not make: its claim is *not promised*. */
export class NotPromised extends Error {
  override readonly name = 'NotPromised'
  constructor(promise: string) {
    super(`the target promises no ${promise}`)
  }
}

/** The promises as a body reads them: a missing one ends the body instead of being `undefined`. */
export function promisesOf(promises: Promises): Promised {
  return new Proxy(promises, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (value === undefined && typeof name === 'string' && name !== 'then') throw new NotPromised(name)
      return value
    },
  }) as Promised
}
