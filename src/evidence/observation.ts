import * as z from 'zod'
import type { Json } from './json.ts'

/**
 * When an observation is taken. Waves run in this order and never back: the opening look tells the network wave what to
 * ask for, what loads the server runs alone, and the closing look finds in the logs what the earlier waves caused.
 */
export const waves = ['opening', 'network', 'load', 'closing'] as const
export type Wave = (typeof waves)[number]

/** Names of bytes kept in the store: SHA-256 in hex and size in octets. */
export const blobRefSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
})
export type BlobRef = z.infer<typeof blobRefSchema>

/** Why we could not look. `code` is stable and made by the probe (`binary-missing`, `permission`, `engine-gone` …). */
export const blindnessSchema = z.strictObject({ code: z.string(), reason: z.string() })

const jsonSchema: z.ZodType<Json> = z.json()

/** One line of `observations.jsonl`: a question, the answer as it came, and where its bytes lie. */
export const observationSchema = z.strictObject({
  /** `<probe> <canonical request>`: equal questions have equal keys, secrets stand there by name. */
  key: z.string(),
  probe: z.string(),
  request: jsonSchema,
  wave: z.enum(waves),
  /** Where the question was asked from, e.g. `runner` or `inside docker:<container>`. */
  vantage: z.string(),
  /** UTC, RFC 3339 with milliseconds, by the runner's clock. */
  started: z.iso.datetime(),
  /** Milliseconds by a monotonic clock. */
  duration: z.number().nonnegative(),
  /** Small plain facts of the answer, as they came (status line, header list, exit code …); null when blind. */
  head: z.nullable(jsonSchema),
  /** The bytes of the answer by name (`body`, `stdout`, `message` …). */
  bodies: z.record(z.string(), blobRefSchema),
  /** Set when we could not look. A refusal, a reset or a silence is an answer, never this. */
  blind: z.nullable(blindnessSchema),
  /** Names of the secrets that were blacked out of this answer before it was hashed. */
  redacted: z.array(z.string()),
  /** The shell command that shows a person the same. */
  byHand: z.string(),
})
export type Observation = z.infer<typeof observationSchema>
