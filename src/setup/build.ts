import { buildSettings } from './build-settings.ts'
import { cliToolFor } from './cli-tool.ts'
import { withContext } from './context.ts'
import type { Engine } from './engine.ts'
import { SetupError } from './errors.ts'
import type { InputFile } from './inputs.ts'
import { lastLines } from './printable.ts'
import { howItEnded, run } from './run.ts'
import { dockerfileFor, neededFor, stagesOf } from './stages.ts'
import type { Steps } from './steps.ts'

/** Milliseconds for one stage. */
const patience = 15 * 60_000

export interface BuildOrder {
  /** Tags by the stage that gets it. */
  readonly tags: Readonly<Record<string, string>>
  readonly files: readonly InputFile[]
  /** Name of the base image. */
  readonly base: string
}

/**
 * Builds the wanted stages of docker/Dockerfile, each as soon as those that it is made from are there, side by side. A tag
 * exists only when its stage was built to the end.
 *
 * @throws SetupError with the build's own last lines; the other builds are ended then.
 */
export async function build(engine: Engine, order: BuildOrder, steps: Steps): Promise<void> {
  const dockerfile = order.files.find(({ path }) => path === 'Dockerfile')
  if (!dockerfile) throw new SetupError('docker/Dockerfile is missing: this is not a whole copy of the repository.')
  const stages = stagesOf(new TextDecoder().decode(dockerfile.bytes))
  const wanted = neededFor(Object.keys(order.tags), stages)
  for (const name of Object.keys(order.tags))
    if (!wanted.includes(name)) throw new SetupError(`docker/Dockerfile has no stage named ${name}.`)

  const failed = new AbortController()
  const signal = AbortSignal.any([failed.signal, ...(steps.signal ? [steps.signal] : [])])
  await withContext(order.files, async (folder) => {
    const started = new Map<string, Promise<void>>()
    for (const { name, needs } of stages.stages.filter((stage) => wanted.includes(stage.name))) {
      const before = Promise.all(needs.map((other) => started.get(other)))
      const built = before.then(() =>
        buildStage(
          engine,
          folder,
          { name, tag: order.tags[name], dockerfile: dockerfileFor(name, stages), base: order.base },
          steps,
          signal,
        ),
      )
      started.set(name, built)
      built.catch((error) => failed.abort(error))
    }
    // All of them are waited for, also after a failure: none may still read the folder when it is removed.
    await Promise.allSettled(started.values())
    signal.throwIfAborted()
  })
}

interface StageOrder {
  readonly name: string
  readonly tag: string | undefined
  readonly dockerfile: string
  readonly base: string
}

async function buildStage(
  engine: Engine,
  folder: string,
  { name, tag, dockerfile, base }: StageOrder,
  steps: Steps,
  signal: AbortSignal,
): Promise<void> {
  const took = steps.clock()
  // A stage without a role of its own: told apart from the base image and the containers.
  const who = tag === undefined ? 'stage' : name
  steps.tell(who, tag === undefined ? `${name}: building` : 'building')
  const { command, words, env } = cliToolFor(engine)
  const settings = buildSettings()
  const ended = await run(
    command,
    [
      ...words,
      'build',
      ...['--target', name, '--file', '-', '--force-rm'],
      // What has no role of its own carries the label too, so that --remove finds it.
      ...['--label', `evidence-gate.image=${tag === undefined ? 'stage' : name}`],
      ...['--build-arg', `BASE=${base}`],
      ...settings.names.flatMap((argument) => ['--build-arg', argument]),
      ...(settings.hostNetwork ? ['--network', 'host'] : []),
      ...(tag === undefined ? [] : ['--tag', tag]),
      folder,
    ],
    { timeout: patience, input: dockerfile, env: { ...env, ...settings.env }, cancel: signal },
  )
  if (ended.exitCode !== 0)
    throw new SetupError(
      `The image ${name} could not be built from docker/Dockerfile on ${base} (${howItEnded(ended, patience)}). The build's last lines:\n${lastLines(ended.output, 30)}`,
    )
  steps.tell(who, tag === undefined ? `${name}: built${took()}` : `built as ${tag}${took()}`)
}
