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
  // Judging has no I/O but the record; the first claim may wait until a stack is up and the survey has ended.
  testTimeout: 120_000,
} as const satisfies ViteUserConfig['test']

/** `#harness` inside vitest: claims are judged, not only declared. */
export const harnessAlias = { '#harness': join(root, 'src/judge/harness.ts') }
