import { ask } from './api.ts'
import type { Engine } from './engine.ts'
import { SetupError } from './errors.ts'

/** An answer of the engine, its body read as JSON; null where it has none. */
export interface Called {
  readonly status: number
  readonly json: unknown
}

/** Milliseconds: removing a container that does not want to end takes ten seconds. */
const patience = 60_000

/**
 * One call of the engine's API. The statuses in `expected` are answers, every other one is an error.
 *
 * @throws SetupError with what was asked and what came back, also when the engine went away.
 */
export async function callEngine(
  engine: Engine,
  method: 'GET' | 'DELETE',
  path: string,
  expected: readonly number[],
): Promise<Called> {
  const asked = `${method} ${path}`
  try {
    const { status, body } = await ask(engine.address, method, path, patience)
    if (expected.includes(status)) return { status, json: body.trim() === '' ? null : JSON.parse(body) }
    const words = body.slice(0, 300).replace(/[^\x20-\x7e]/g, ' ')
    throw new SetupError(
      `The engine at ${engine.host} (${engine.product}) answered ${asked} with status ${status}: ${words}`,
    )
  } catch (error) {
    if (error instanceof SetupError) throw error
    const words = error instanceof Error ? error.message : String(error)
    throw new SetupError(
      `The engine at ${engine.host} did not answer ${asked} as an engine does: ${words}. See that it runs: npm run setup`,
    )
  }
}

/** A field of an answer that may have any shape. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
