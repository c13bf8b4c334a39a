import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { root } from '../root.ts'

/** `reports/`, or the folder that EVIDENCE_REPORTS names. */
export const reportsFolder = process.env.EVIDENCE_REPORTS
  ? resolve(process.env.EVIDENCE_REPORTS)
  : join(root, 'reports')
export const runsFolder = join(reportsFolder, 'runs')

/** `<UTC, basic format>-<8 hex digits>`: sorts by time, and two runs of one second differ. */
export function newRunId(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return `${stamp}-${randomBytes(4).toString('hex')}`
}
