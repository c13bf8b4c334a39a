import type { Promises } from '../targets/target.ts'
import type { Promised, PromisePath } from './claim.ts'

/** Thrown when a body reads a promise that the target does not make: its claim is *not promised*. */
export class NotPromised extends Error {
  override readonly name = 'NotPromised'
  constructor(promise: string) {
    super(`the target promises no ${promise}`)
  }
}

/** The promises as a body reads them: a missing one, or a missing part of one, ends the body instead of being `undefined`. */
export function promisesOf(promises: Promises): Promised {
  return guarded(promises, '') as Promised
}

/** @throws NotPromised when the target does not make one of these promises. */
export function requirePromises(promises: Promises, needs: readonly PromisePath[]): void {
  for (const path of needs) {
    const [name = '', part] = path.split('.')
    const promise: unknown = Reflect.get(promises, name)
    const found =
      part !== undefined && typeof promise === 'object' && promise !== null ? Reflect.get(promise, part) : promise
    if (found === undefined) throw new NotPromised(path)
  }
}

function guarded(value: object, path: string): object {
  return new Proxy(value, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (typeof name !== 'string' || name === 'then') return member
      if (member === undefined) throw new NotPromised(`${path}${name}`)
      return typeof member === 'object' && member !== null && !Array.isArray(member)
        ? guarded(member, `${path}${name}.`)
        : member
    },
  })
}
