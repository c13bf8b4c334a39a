import * as z from 'zod'
import { targetSchema } from '../targets/target.ts'

/** A refutation that somebody answers for, until a day. */
export const waiverSchema = z.strictObject({
  claim: z.string(),
  reason: z.string().min(1),
  approver: z.string().min(1),
  /** Last moment at which it counts, RFC 3339. */
  expires: z.iso.datetime({ offset: true }),
})
export type Waiver = z.infer<typeof waiverSchema>

/** `run.json`: what a run is, written before the first look. */
export const runSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** `<UTC, basic format>-<8 hex digits>`, also the folder's name: `20261124T014228Z-1f2e3d4c`. */
  id: z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/),
  /** 32 hex digits that went out with every request and must come back in the server's own logs. */
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  started: z.iso.datetime(),
  target: targetSchema,
  /** Glob of claim ids that the run was limited to; null for a whole run. */
  only: z.nullable(z.string()),
  /** The waivers that the configuration held when the run began. */
  waivers: z.array(waiverSchema),
  suite: z.strictObject({ version: z.string(), commit: z.nullable(z.string()), dirty: z.nullable(z.boolean()) }),
  runtime: z.strictObject({ node: z.string(), openssl: z.string(), platform: z.string() }),
})
export type Run = z.infer<typeof runSchema>
