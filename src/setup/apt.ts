import { SetupError } from './errors.ts'
import { lastLines } from './printable.ts'
import { type Ended, howItEnded, run } from './run.ts'
import { remember } from './state.ts'
import type { Steps } from './steps.ts'

const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' }
/** Said with each call, as apt makes its cache anew when what it reads changes. */
const common = [
  '-q',
  // Another apt may be at work: wait for it, up to two minutes.
  'DPkg::Lock::Timeout=120',
  // Translations and the software centre's descriptions are of no use here, and are most of the bytes.
  'Acquire::Languages=none',
  'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false',
  'APT::Get::List-Cleanup=0',
].flatMap((word) => (word.includes('=') ? ['-o', word] : [word]))
const minute = 60_000

/** Reads the package lists anew. One broken source among many is told and not fatal: the install that follows decides. */
export async function updateLists(steps: Steps): Promise<void> {
  const took = steps.clock()
  const words = [...common, 'update']
  const ended = await run('apt-get', words, { timeout: 5 * minute, env, cancel: steps.signal })
  if (ended.exitCode === 0) steps.tell('packages', `lists are up to date${took()}`)
  else steps.tell('packages', `apt-get update: ${howItEnded(ended, 5 * minute)}\n${lastLines(ended.output, 6)}`)
}

/** Something that need not wait until apt is done with its own housekeeping. */
export interface AsSoonAs {
  /** Name of the package that must be set up. */
  readonly setUp: string
  readonly call: () => void
}

/**
 * Installs packages, without what they merely recommend, and remembers those that were not there before.
 *
 * @throws SetupError with apt's own last lines.
 */
export async function install(packages: readonly string[], steps: Steps, asSoonAs?: AsSoonAs): Promise<void> {
  const took = steps.clock()
  steps.tell('packages', `apt-get install ${packages.join(' ')}`)
  const before = await installed()
  const words = [...common, 'install', '-y', '--no-install-recommends', ...packages]
  const onOutput = asSoonAs ? linesOf(watching(asSoonAs)) : () => {}
  const ended = await run('apt-get', words, { timeout: 10 * minute, env, cancel: steps.signal, onOutput })
  // Remembered even after a failure half way: what came onto the machine is what --remove takes away.
  const added = [...(await installed())].filter((name) => !before.has(name))
  if (added.length > 0) await remember({ packages: added })
  if (ended.exitCode !== 0) throw failed(`apt-get install ${packages.join(' ')}`, ended)
  steps.tell('packages', `${packages.join(', ')} installed${took()}`)
}

/** Whether apt knows a package that it could install. */
export async function available(name: string): Promise<boolean> {
  const ended = await run('apt-cache', [...common, 'show', '--no-all-versions', name], { timeout: minute, env })
  return ended.exitCode === 0 && ended.output.includes(`Package: ${name}`)
}

/**
 * Removes packages with their configuration, if nothing else would go with them.
 *
 * @param before done once it is certain that they go.
 * @returns null when done, else what else apt would have removed: then nothing was removed.
 */
export async function purge(
  packages: readonly string[],
  steps: Steps,
  before: () => Promise<void>,
): Promise<readonly string[] | null> {
  const present = await installed()
  const ours = packages.filter((name) => present.has(name))
  if (ours.length === 0) return null
  const trial = await run('apt-get', [...common, '--simulate', 'purge', ...ours], { timeout: minute, env })
  if (trial.exitCode !== 0) throw failed(`apt-get --simulate purge ${ours.join(' ')}`, trial)
  const others = alsoRemoved(trial.output, ours)
  if (others.length > 0) return others
  await before()
  const took = steps.clock()
  const ended = await run('apt-get', [...common, 'purge', '-y', ...ours], {
    timeout: 5 * minute,
    env,
    cancel: steps.signal,
  })
  if (ended.exitCode !== 0) throw failed(`apt-get purge ${ours.join(' ')}`, ended)
  steps.tell('packages', `${ours.join(', ')} removed${took()}`)
  return null
}

/** Packages that a simulated purge would remove beyond those that it was asked for. */
export function alsoRemoved(simulation: string, asked: readonly string[]): readonly string[] {
  const names = [...simulation.matchAll(/^(?:Purg|Remv) (\S+)/gm)].map((match) => (match[1] ?? '').replace(/:.*$/, ''))
  return [...new Set(names)].filter((name) => !asked.includes(name))
}

async function installed(): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is dpkg's.
  await run('dpkg-query', ['--show', '--showformat', '${db:Status-Status} ${Package}\n'], {
    timeout: minute,
    onOutput: linesOf((line) => {
      if (line.startsWith('installed ')) names.add(line.slice('installed '.length))
    }),
  })
  return names
}

/** dpkg says `Setting up …` when all that the package needs is set up; its index of manual pages may then take seconds. */
export function watching({ setUp, call }: AsSoonAs): (line: string) => void {
  let done = false
  return (line) => {
    if (done || !line.startsWith(`Setting up ${setUp} (`)) return
    done = true
    call()
  }
}

/** Puts pieces of output together to whole lines. */
function linesOf(use: (line: string) => void): (piece: string) => void {
  let rest = ''
  return (piece) => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) use(line)
  }
}

function failed(line: string, ended: Ended): SetupError {
  return new SetupError(
    `${line} failed (${howItEnded(ended, 10 * minute)}). Its last lines:\n${lastLines(ended.output, 15)}`,
  )
}
