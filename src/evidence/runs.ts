import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { root } from '../root.ts'
import { type Verdicts, verdictsSchema } from './verdict.ts'

/** `reports/`, or the folder that EVIDENCE_REPORTS names. */
export const reportsFolder = process.env.EVIDENCE_REPORTS
  ? resolve(process.env.EVIDENCE_REPORTS)
  : join(root, 'reports')
export const runsFolder = join(reportsFolder, 'runs')
const latest = join(reportsFolder, 'latest')

/** `<UTC, basic format>-<8 hex digits>`: sorts by time, and two runs of one second differ. */
export function newRunId(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return `${stamp}-${randomBytes(4).toString('hex')}`
}

/** Points `reports/latest` at a run that is told to its end. */
export function pointLatestAt(folder: string): void {
  const temporary = `${latest}.${process.pid}.tmp`
  rmSync(temporary, { force: true })
  symlinkSync(relative(reportsFolder, folder), temporary)
  renameSync(temporary, latest)
}

/** The folder that `--run` names: an id, a folder, or null for the latest. Null when there is none. */
export function runFolder(run: string | null): string | null {
  const candidates = run === null ? [latest] : [join(runsFolder, run), run]
  return candidates.find((folder) => existsSync(join(folder, 'run.json'))) ?? null
}

/** How many earlier runs are looked through for one of the same target. */
const searched = 200

/** The verdicts of the last run of this target before the given one; null when there is none. */
export function previousVerdicts(target: string, before: string): Verdicts | null {
  if (!existsSync(runsFolder)) return null
  const earlier = readdirSync(runsFolder)
    .filter((id) => id < before)
    .sort()
    .reverse()
    .slice(0, searched)
  for (const id of earlier) {
    const verdicts = readVerdicts(join(runsFolder, id))
    if (verdicts?.target === target && verdicts.complete) return verdicts
  }
  return null
}

/** Null when the run has none, or none in our form. */
export function readVerdicts(folder: string): Verdicts | null {
  try {
    return verdictsSchema.safeParse(JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8'))).data ?? null
  } catch {
    return null
  }
}
