import type { Inside, Promises, Target } from '../../targets/target.ts'
import type { LookContext, ReadContext } from '../probe.ts'

/** A target of which only the inside is looked at: this machine, unless another way in is given. */
export function insideTarget(promises: Promises = {}, inside: Inside | null = { via: 'local' }): Target {
  const front = { https: { host: '127.0.0.1', port: 443 } }
  return { name: 'test', inside, front, root: null, reach: {}, user: 'admin', robot: null, promises }
}

export function lookContext(target: Target, more: Partial<LookContext> = {}): LookContext {
  return {
    target,
    secrets: new Map(),
    nonce: 'ab'.repeat(16),
    signal: new AbortController().signal,
    budget: 5000,
    ...more,
  }
}

/** A reader that notes the codes of what was unseen. */
export function readContext(target: Target): ReadContext & { readonly codes: string[] } {
  const codes: string[] = []
  const unseen = <T>(code: string, _reason: string, fallback: T): T => {
    codes.push(code)
    return fallback
  }
  return { target, promises: target.promises, nonce: 'ab'.repeat(16), unseen, codes }
}
