import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What setup changed on this machine, so that `--remove` undoes that and nothing else. */
export interface State {
  /** Packages that were not there before setup installed them, dependencies included. */
  readonly packages?: readonly string[]
  /** Names of the base images that setup pulled or bootstrapped. */
  readonly madeBases?: readonly string[]
  /** The base image that `--base` chose: later commands build on the same one. */
  readonly base?: string
}

/** Folder of what setup remembers and logs: of the machine where root runs it, else of the user. */
export function stateFolder(): string {
  if (process.env.XDG_STATE_HOME) return join(process.env.XDG_STATE_HOME, 'evidence-gate')
  return process.getuid?.() === 0 ? '/var/lib/evidence-gate' : join(homedir(), '.local/state/evidence-gate')
}

/** What setup changed so far. A missing or unreadable file means: nothing, and `--remove` then leaves the engine alone. */
export async function readState(folder = stateFolder()): Promise<State> {
  const text = await readFile(join(folder, 'setup.json'), 'utf8').catch(() => '{}')
  try {
    return checked(JSON.parse(text))
  } catch {
    return {}
  }
}

/** Remembers a change as soon as it is made: setup may be interrupted right after. */
export async function remember(change: State, folder = stateFolder()): Promise<void> {
  const state = await readState(folder)
  const packages = both(state.packages, change.packages)
  const madeBases = both(state.madeBases, change.madeBases)
  const merged: State = {
    ...state,
    ...change,
    ...(packages.length === 0 ? {} : { packages }),
    ...(madeBases.length === 0 ? {} : { madeBases }),
  }
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'setup.json')
  await writeFile(`${file}.new`, `${JSON.stringify(merged, null, 2)}\n`)
  await rename(`${file}.new`, file)
}

/** Forgets everything, after `--remove`. */
export async function forget(folder = stateFolder()): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

function both(one: readonly string[] = [], other: readonly string[] = []): readonly string[] {
  return [...new Set([...one, ...other])].sort()
}

function checked(value: unknown): State {
  if (typeof value !== 'object' || value === null) return {}
  const { packages, madeBases, base } = value as Record<string, unknown>
  return {
    ...(isNames(packages) ? { packages } : {}),
    ...(isNames(madeBases) ? { madeBases } : {}),
    ...(typeof base === 'string' ? { base } : {}),
  }
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && /^[a-z0-9]/i.test(name))
}
