import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import { waiverSchema } from '../evidence/run.ts'
import { root } from '../root.ts'
import { UsageError } from './errors.ts'
import { endpointSchema, promisesSchema } from './target.ts'

/** A live server, which cannot describe itself: where it is, and what it promises. */
const describedSchema = z.strictObject({
  /** The front door as this machine reaches it. */
  front: z.strictObject({ https: endpointSchema, http: endpointSchema.optional() }),
  /** PEM file of the root that its chain must lead to, relative to the configuration; left out: the system's roots. */
  rootFile: z.string().optional(),
  /** How an address of the zone is reached from here, `203.0.113.5:443` → endpoint; left out: as it is. */
  reach: z.record(z.string().regex(/^.+:\d{1,5}$/, 'expected address:port'), endpointSchema).default({}),
  /** Basic Auth's user. */
  user: z.string().min(1).default('admin'),
  promises: promisesSchema,
})

const targetWord = /^(local|ssh:\/\/[^\s/]+)$/

/** `evidence.config.ts`. */
export const configSchema = z.strictObject({
  /** By the word after `--target`: `local`, or `ssh://user@host`. */
  targets: z.record(z.string().regex(targetWord, 'expected `local` or `ssh://user@host`'), describedSchema).default({}),
  /** Refutations that somebody answers for, until a day. */
  waivers: z.array(waiverSchema).default([]),
})
export type Config = z.infer<typeof configSchema>
export type ConfigInput = z.input<typeof configSchema>

/** Types the configuration where it is written; it is checked where it is read. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config
}

/**
 * Reads the configuration; a missing file is an empty one.
 *
 * @throws UsageError that names the file and each value that is wrong.
 */
export async function loadConfig(path: string = join(root, 'evidence.config.ts')): Promise<Config> {
  if (!existsSync(path)) return configSchema.parse({})
  let exported: unknown
  try {
    exported = await import(pathToFileURL(path).href)
  } catch (error) {
    throw new UsageError(`cannot load the configuration ${path}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
  if (typeof exported !== 'object' || exported === null || !('default' in exported)) {
    throw new UsageError(`the configuration ${path} has no default export: export default defineConfig({ … })`)
  }
  return checkConfig(exported.default, path)
}

/** @throws UsageError that names each value that is wrong. */
export function checkConfig(value: unknown, path: string): Config {
  const parsed = configSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map((issue) => `  ${issue.path.map(String).join(' › ') || '(top)'}: ${told(issue)}`)
  throw new UsageError(`the configuration ${path} is not as expected:\n${wrong.join('\n')}`)
}

function told(issue: z.core.$ZodIssue): string {
  // Of a record's key, the reason lies one level down.
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join('; ')
  return issue.message
}
