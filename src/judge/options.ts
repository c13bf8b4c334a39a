import { join } from 'node:path'
import type { ViteUserConfig } from 'vitest/config'
import { root } from '../root.ts'

/** How vitest runs specs, the same by hand and from the commands: one worker, in order, one module graph. */
export const specOptions = {
  root,
  include: ['specs/**/*.spec.ts'],
  environment: 'node',
  pool: 'threads',
  isolate: false,
  fileParallelism: false,
  maxWorkers: 1,
  // Judging has no I/O but the record: a claim that takes this long hangs on a defect of ours.
  testTimeout: 10_000,
} as const satisfies ViteUserConfig['test']

/** `#harness` inside vitest: claims are judged, not only declared. */
export const harnessAlias = { '#harness': join(root, 'src/judge/harness.ts') }
