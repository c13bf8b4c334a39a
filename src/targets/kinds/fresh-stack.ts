import { startStack } from '../../../fixtures/stack/stack.ts'
import { givenPassword } from '../password.ts'
import type { ResolvedTarget, ResolveOptions } from '../resolve.ts'

/** `stack`: started for this verification, and removed after it. */
export async function freshStack({ signal, fault, progress }: ResolveOptions): Promise<ResolvedTarget> {
  const password = givenPassword()
  // Asked first: a fault that does not exist is no reason to start anything.
  const inject = fault ? await injection(fault) : null
  progress?.step('starting a stack')
  const stack = await startStack({
    ...(password === null ? {} : { password }),
    ...(signal ? { signal } : {}),
    capabilities: inject?.capabilities ?? [],
  })
  try {
    if (inject) {
      progress?.step(`breaking it: ${fault}`)
      await inject.breakIt(stack)
    }
    signal?.throwIfAborted()
  } catch (error) {
    await stack.stop()
    throw error
  }
  return { ...stack.live, stop: () => stack.stop() }
}

/** @throws UsageError that lists the faults there are. */
async function injection(id: string) {
  const { breakWith, faultNamed } = await import('../../matrix/load-faults.ts')
  const fault = await faultNamed(id)
  return {
    capabilities: fault.capabilities ?? [],
    breakIt: (stack: Parameters<typeof breakWith>[1]) => breakWith(fault, stack),
  }
}
