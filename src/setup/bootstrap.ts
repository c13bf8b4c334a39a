import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SetupError } from './errors.ts'
import { lastLines } from './printable.ts'
import { howItEnded, run } from './run.ts'
import type { Steps } from './steps.ts'
import { mirrorLines } from './suite.ts'

/** A Debian root file system in the making, or made. */
export interface Bootstrap {
  /** The tar file, once it is whole. @throws SetupError with mmdebstrap's last lines. */
  readonly tar: Promise<string>
  /** Ends it if need be, and removes its files. */
  discard(): Promise<void>
}

/** Milliseconds; it takes 15 s where the mirror is near. */
const patience = 5 * 60_000

/** As small as the published slim images: no documentation but the licences, no manual pages, no translations. */
const slim = [
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/locale/*',
]

/** Makes a Debian root file system from packages, as a tar file in a temporary folder. Needs the command mmdebstrap. */
export function startBootstrap(suite: string, steps: Steps): Bootstrap {
  const cancel = new AbortController()
  const signals = steps.signal ? [cancel.signal, steps.signal] : [cancel.signal]
  const folder = mkdtemp(join(tmpdir(), 'evidence-gate-base-'))
  const tar = folder.then(async (path) => {
    const took = steps.clock()
    steps.tell('base', `bootstrapping Debian ${suite} with mmdebstrap`)
    const file = join(path, 'base.tar')
    const words = [
      '--variant=minbase',
      `--aptopt=Acquire::Languages "none"`,
      ...slim.map((option) => `--dpkgopt=${option}`),
      suite,
      file,
      ...mirrorLines(suite, process.env.APT_MIRROR),
    ]
    const ended = await run('mmdebstrap', words, {
      timeout: patience,
      cancel: AbortSignal.any(signals),
      // Asked to end, mmdebstrap first finishes what it is at; killed, it leaves its children and its folder behind.
      withChildren: true,
      env: { TMPDIR: path },
    })
    if (ended.exitCode !== 0)
      throw new SetupError(
        `mmdebstrap could not make Debian ${suite} (${howItEnded(ended, patience)}). If another mirror is nearer, name it in APT_MIRROR. Its last lines:\n${lastLines(ended.output, 15)}`,
      )
    steps.tell('base', `bootstrapped${took()}`)
    return file
  })
  // Nobody need be waiting for it when it fails.
  tar.catch(() => {})
  return {
    tar,
    async discard() {
      cancel.abort(new Error('not needed any more'))
      await tar.catch(() => {})
      // Killed processes may be a moment in leaving.
      await rm(await folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}
