import { ask } from './api.ts'
import type { Engine } from './engine.ts'
import { SetupError } from './errors.ts'

const patience = 20_000

/** Id (`sha256:…`) of an image by its name, or null where the engine has none of that name. */
export async function imageId(engine: Engine, reference: string): Promise<string | null> {
  const path = `/images/${reference.split('/').map(encodeURIComponent).join('/')}/json`
  const { status, body } = await ask(engine.address, 'GET', path, patience)
  if (status === 404) return null
  const id = status === 200 ? field(JSON.parse(body), 'Id') : undefined
  if (typeof id !== 'string') throw unexpected(engine, path, status, body)
  return id
}

/** Ids of all images that carry one of these labels. */
export async function labelledImages(engine: Engine, ...labels: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    labels.map(async (label) => {
      const path = `/images/json?filters=${encodeURIComponent(JSON.stringify({ label: [label] }))}`
      const { status, body } = await ask(engine.address, 'GET', path, patience)
      const list: unknown = status === 200 ? JSON.parse(body) : null
      if (!Array.isArray(list)) throw unexpected(engine, path, status, body)
      return list.map((entry: unknown) => String(field(entry, 'Id')))
    }),
  )
  return [...new Set(lists.flat())]
}

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

export function record(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** The engine answered, but not as its API says. */
export function unexpected(engine: Engine, path: string, status: number, body: string): SetupError {
  return new SetupError(
    `The engine at ${engine.host} (${engine.product}) answered ${path} with status ${status}: ${body.slice(0, 300).replace(/[^\x20-\x7e]/g, ' ')}`,
  )
}
