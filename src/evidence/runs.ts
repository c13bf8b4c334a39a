import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { reportsFolder, runsFolder } from './folders.ts'
import { type Verdicts, verdictsSchema } from './verdict.ts'

const latest = join(reportsFolder, 'latest')

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
const searched = 100

/** The verdicts of the last run of this target before the given one; null when there is none. */
export function previousVerdicts(target: string, before: string): Verdicts | null {
  if (!existsSync(runsFolder)) return null
  const earlier = readdirSync(runsFolder)
    .filter((id) => id < before)
    .sort()
    .reverse()
    .slice(0, searched)
  for (const id of earlier) {
    const told = readJson(join(runsFolder, id, 'verdicts.json'))
    if (told?.target !== target || told.complete !== true) continue
    const { data } = verdictsSchema.safeParse(told)
    if (data) return data
  }
  return null
}

/** Null when the run has none, or none in our form. */
export function readVerdicts(folder: string): Verdicts | null {
  return verdictsSchema.safeParse(readJson(join(folder, 'verdicts.json'))).data ?? null
}

function readJson(path: string): { readonly [name: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}
