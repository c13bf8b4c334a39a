import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Fault } from '../../fixtures/fault.ts'
import type { Stack } from '../../fixtures/stack/stack.ts'
import { root } from '../root.ts'
import { UsageError } from '../targets/errors.ts'

/**
 * Every fault of `fixtures/faults/`: nothing else is to be registered. A file may hold variants of one mechanism.
 *
 * @throws Error when a file exports none, or an id is taken twice.
 */
export async function loadFaults(): Promise<readonly Fault[]> {
  const faults = new Map<string, Fault>()
  for (const file of globSync('fixtures/faults/*.ts', { cwd: root }).sort()) {
    const exported = Object.values(
      (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>,
    ).flat()
    const found = exported.filter(isFault)
    if (found.length === 0)
      throw new Error(`${file} exports no fault: export const ${basename(file, '.ts')}: Fault = { … }`)
    for (const fault of found) {
      if (faults.has(fault.id)) throw new Error(`${file}: the fault id ${fault.id} is taken twice`)
      faults.set(fault.id, fault)
    }
  }
  return [...faults.values()]
}

/** @throws UsageError that lists those that exist. */
export async function faultNamed(id: string): Promise<Fault> {
  const faults = await loadFaults()
  const found = faults.find((fault) => fault.id === id)
  if (found) return found
  throw new UsageError(
    `no fault is named ${JSON.stringify(id)}; there are: ${faults.map((fault) => fault.id).join(', ')}`,
  )
}

/** Injects a fault and sees, by a look of its own, that it took. */
export async function breakWith(fault: Fault, stack: Stack): Promise<void> {
  await fault.inject(stack)
  await fault.confirm(stack)
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'id' in value && 'refutes' in value && 'inject' in value
}
