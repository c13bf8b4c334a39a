import { startStack } from '../../../fixtures/stack/stack.ts'
import { givenPassword } from '../password.ts'
import type { ResolvedTarget, ResolveOptions } from '../resolve.ts'

/** `stack`: started for this verification, and removed after it. */
export async function freshStack({ signal, fault, progress }: ResolveOptions): Promise<ResolvedTarget> {
  const password = givenPassword()
  const faults = fault ? await import('../../matrix/load-faults.ts') : null
  const chosen = await faults?.faultNamed(fault ?? '')
  progress?.step('starting a stack')
  const stack = await startStack({ ...(password === null ? {} : { password }), ...(signal ? { signal } : {}) })
  try {
    if (chosen) {
      progress?.step(`breaking it: ${chosen.id}`)
      await faults?.breakWith(chosen, stack)
    }
    signal?.throwIfAborted()
  } catch (error) {
    await stack.stop()
    throw error
  }
  return { ...stack.live, stop: () => stack.stop() }
}
