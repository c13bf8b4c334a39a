import type { Engine } from './engine.ts'
import { callEngine, field } from './engine-call.ts'

/** Id (`sha256:…`) of an image by its name, or null where the engine has none of that name. */
export async function imageId(engine: Engine, reference: string): Promise<string | null> {
  const name = reference.split('/').map(encodeURIComponent).join('/')
  const { status, json } = await callEngine(engine, 'GET', `/images/${name}/json`, [200, 404])
  const id = field(json, 'Id')
  return status === 200 && typeof id === 'string' ? id : null
}

/** Ids of all images that carry one of these labels. */
export async function labelledImages(engine: Engine, ...labels: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    labels.map(async (label) => {
      const filters = encodeURIComponent(JSON.stringify({ label: [label] }))
      const { json } = await callEngine(engine, 'GET', `/images/json?filters=${filters}`, [200])
      return Array.isArray(json) ? json.map((entry: unknown) => String(field(entry, 'Id'))) : []
    }),
  )
  return [...new Set(lists.flat())]
}
