import { listenForInterrupt } from '../commands/interrupt.ts'
import type { Means } from './base.ts'
import type { Bootstrap } from './bootstrap.ts'
import type { Engine } from './engine.ts'
import { SetupError } from './errors.ts'
import { gatherFacts, onPath } from './facts.ts'
import { bringImages } from './images.ts'
import { type EnginePlan, planEngine } from './plan-engine.ts'
import { baseReference } from './reference.ts'
import { linesTo, type Steps } from './steps.ts'
import { suiteOf } from './suite.ts'

export interface SetupOptions {
  /** Undo what setup made. */
  readonly remove: boolean
  /** Name of the base image to build on. */
  readonly base?: string
}

/** Where setup writes its lines. */
export interface SetupIo {
  readonly write: (line: string) => void
}

/**
 * Brings up an engine and the images, step by step, or takes them away again. What is there already is left as it is.
 *
 * @returns the exit code.
 * @throws SetupError (exit code 3) with one clear message, Interrupted on Ctrl-C.
 */
export async function runSetup(
  options: SetupOptions,
  io: SetupIo = { write: (line) => process.stdout.write(line) },
): Promise<number> {
  const steps = linesTo(io.write, listenForInterrupt().signal)
  if (options.remove) {
    const { removeAll } = await import('./remove.ts')
    await removeAll(steps)
    return 0
  }
  const reference = await baseReference(options.base)
  const machine = new Machine(steps, suiteOf(reference))
  try {
    const engine = await machine.engine()
    const images = await bringImages(engine, reference, steps, machine)
    // Not before: a name that nothing could be built on must not stand in the way of the next setup.
    if (options.base !== undefined) {
      const { remember } = await import('./state.ts')
      await remember({ base: options.base })
    }
    for (const tag of Object.values(images)) steps.tell('ready', tag)
    return 0
  } finally {
    await machine.started?.discard()
  }
}

/** The way from whatever is installed to an engine that answers. */
class Machine implements Means {
  /** Begun while the engine is installed: on a bare machine there is most likely no registry to pull from in time. */
  started: Bootstrap | undefined
  readonly #steps: Steps
  readonly #suite: string | null

  constructor(steps: Steps, suite: string | null) {
    this.#steps = steps
    this.#suite = suite
  }

  async engine(): Promise<Engine> {
    const plan = planEngine(await gatherFacts())
    if (plan.do !== 'install') return this.#follow(plan)
    await this.#install()
    const next = planEngine(await gatherFacts())
    if (next.do !== 'install') return this.#follow(next)
    throw new SetupError('apt installed docker.io, but there is no dockerd afterwards. Look at: dpkg -L docker.io')
  }

  /** Installs mmdebstrap where we may. */
  async provide(): Promise<boolean> {
    const { system, root } = await gatherFacts()
    if (system.family !== 'debian' || !root) return false
    const { install, updateLists } = await import('./apt.ts')
    await updateLists(this.#steps)
    await install(bootstrapPackages(), this.#steps)
    return true
  }

  async #follow(plan: Exclude<EnginePlan, { do: 'install' }>): Promise<Engine> {
    if (plan.do === 'tell') throw new SetupError(plan.message)
    const engine = plan.do === 'use' ? plan.engine : await this.#start(plan)
    this.#steps.tell('engine', `${engine.product || 'an engine'} answers at ${engine.host} (${engine.from})`)
    return engine
  }

  async #start(plan: Exclude<EnginePlan, { do: 'install' | 'tell' | 'use' }>): Promise<Engine> {
    const { awaitDocker, startDocker, startPodman } = await import('./start-engine.ts')
    switch (plan.do) {
      case 'wait':
        return awaitDocker(plan.pid, this.#steps)
      case 'start dockerd':
        return startDocker(plan, this.#steps)
      case 'start podman':
        return startPodman(plan.podman, this.#steps)
    }
  }

  async #install(): Promise<void> {
    const { available, install, updateLists } = await import('./apt.ts')
    const { startBootstrap } = await import('./bootstrap.ts')
    this.#steps.tell(
      'engine',
      'none is installed: installing docker.io with apt (npm run setup -- --remove takes it away again)',
    )
    await updateLists(this.#steps)
    const suite = this.#suite
    if (suite !== null) {
      // It has a root and locks of its own, so it can work beside apt.
      const start = () => {
        this.started ??= startBootstrap(suite, this.#steps)
      }
      if (!onPath('mmdebstrap')) await install(bootstrapPackages(), this.#steps, { setUp: 'mmdebstrap', call: start })
      start()
    }
    // Where the docker command is a package of its own, docker.io merely recommends it.
    const cli = onPath('docker') === null && (await available('docker-cli')) ? ['docker-cli'] : []
    await install(['docker.io', 'iptables', ...cli], this.#steps)
  }
}

/** mmdebstrap, and on Ubuntu the keys by which Debian signs its packages. */
function bootstrapPackages(): readonly string[] {
  return ['mmdebstrap', 'debian-archive-keyring']
}
