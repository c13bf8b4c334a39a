import { type Bootstrap, startBootstrap } from './bootstrap.ts'
import { cliToolFor } from './cli-tool.ts'
import type { Engine } from './engine.ts'
import { imageId } from './engine-images.ts'
import { SetupError } from './errors.ts'
import { onPath } from './facts.ts'
import { lastLines } from './printable.ts'
import { type Ended, howItEnded, run } from './run.ts'
import { remember } from './state.ts'
import type { Steps } from './steps.ts'
import { suiteOf } from './suite.ts'

/** Milliseconds until a registry must have said that it has the image: a closed network swallows packets. */
const registryPatience = 20_000
const pullPatience = 10 * 60_000
const importPatience = 60_000

/** How a missing base image may come here beside a registry; asked only when the registry did not help. */
export interface Means {
  /** A bootstrap that was started beforehand, in the hope of saving time. */
  readonly started?: Bootstrap | undefined
  /** Makes the command mmdebstrap available, if we may; false if we may not. */
  readonly provide: () => Promise<boolean>
}

/**
 * Sees to it that the base image is here: already, else pulled, else bootstrapped from Debian's packages.
 *
 * @throws SetupError that tells what each way said, and what is missing.
 */
export async function ensureBase(engine: Engine, reference: string, steps: Steps, means: Means): Promise<void> {
  if ((await imageId(engine, reference)) !== null) return means.started?.discard()
  const took = steps.clock()
  steps.tell('base', `${reference} is not here: pulling it`)
  const pulled = await pull(engine, reference, steps)
  if (pulled.exitCode === 0) {
    await remember({ madeBases: [reference] })
    steps.tell('base', `${reference} pulled${took()}`)
    return means.started?.discard()
  }
  const told = lastLines(pulled.output, 3).trim() || howItEnded(pulled, registryPatience)
  const suite = suiteOf(reference)
  if (suite === null)
    throw new SetupError(
      `The base image ${reference} is not here, and pulling it failed: ${told}. Only names such as debian:trixie-slim can be bootstrapped from packages: bring the image here (docker load, docker import), or name another one with --base.`,
    )
  steps.tell('base', `no registry gives it (${told.split('\n')[0]?.trim()})`)
  const bootstrap = means.started ?? (await freshBootstrap(suite, reference, told, steps, means))
  try {
    await importTar(engine, await bootstrap.tar, reference, steps)
  } finally {
    await bootstrap.discard()
  }
}

async function freshBootstrap(suite: string, reference: string, told: string, steps: Steps, means: Means) {
  if (onPath('mmdebstrap') || (await means.provide())) return startBootstrap(suite, steps)
  throw new SetupError(
    `The base image ${reference} is not here, pulling it failed (${told}), and mmdebstrap, which could make it from packages, is not installed. On Debian and Ubuntu type: sudo apt-get install -y mmdebstrap, and then: npm run setup (as root that alone is enough). Elsewhere bring the image here (docker load, docker import), or name another one with --base.`,
  )
}

/** Pulls, and gives up early where the registry does not even answer. */
async function pull(engine: Engine, reference: string, steps: Steps): Promise<Ended> {
  const { command, words, env } = cliToolFor(engine)
  const silent = new AbortController()
  const timer = setTimeout(() => silent.abort(silence), registryPatience)
  try {
    return await run(command, [...words, 'pull', reference], {
      timeout: pullPatience,
      env,
      cancel: AbortSignal.any([silent.signal, ...(steps.signal ? [steps.signal] : [])]),
      onOutput: () => clearTimeout(timer),
    })
  } catch (error) {
    if (error !== silence) throw error
    return { exitCode: null, output: '', why: 'timed out' }
  } finally {
    clearTimeout(timer)
  }
}
const silence = new Error('the registry does not answer')

async function importTar(engine: Engine, tar: string, reference: string, steps: Steps): Promise<void> {
  const { command, words, env } = cliToolFor(engine)
  const took = steps.clock()
  const changes = ['--change', 'CMD ["bash"]', '--change', 'LABEL evidence-gate.image=base']
  const ended = await run(command, [...words, 'import', ...changes, tar, reference], {
    timeout: importPatience,
    env,
    cancel: steps.signal,
  })
  if (ended.exitCode !== 0)
    throw new SetupError(
      `The engine did not take the bootstrapped base image: docker import: ${howItEnded(ended, importPatience)}. Its last lines:\n${lastLines(ended.output, 15)}`,
    )
  await remember({ madeBases: [reference] })
  steps.tell('base', `imported as ${reference}${took()}`)
}
