import type { Fault } from '../../../fixtures/fault.ts'
import { startStack } from '../../../fixtures/stack/stack.ts'
import { UsageError } from '../errors.ts'
import { givenPassword } from '../password.ts'
import type { ResolvedTarget, ResolveOptions } from '../resolve.ts'

/** `stack`: started for this verification, and removed after it. */
export async function freshStack({ signal, fault, progress }: ResolveOptions): Promise<ResolvedTarget> {
  const password = givenPassword()
  const chosen = fault ? await faultNamed(fault) : null
  progress?.step('starting a stack')
  const stack = await startStack({ ...(password === null ? {} : { password }), ...(signal ? { signal } : {}) })
  try {
    if (chosen) {
      progress?.step(`breaking it: ${chosen.id}`)
      await chosen.inject(stack)
      await chosen.confirm(stack)
    }
    signal?.throwIfAborted()
  } catch (error) {
    await stack.stop()
    throw error
  }
  return { ...stack.live, stop: () => stack.stop() }
}

/** @throws UsageError that lists those that exist. */
async function faultNamed(id: string): Promise<Fault> {
  const { loadFaults } = await import('../../matrix/load-faults.ts')
  const faults = await loadFaults()
  const found = faults.find((fault) => fault.id === id)
  if (found) return found
  throw new UsageError(
    `no fault is named ${JSON.stringify(id)}; there are: ${faults.map((fault) => fault.id).join(', ')}`,
  )
}
