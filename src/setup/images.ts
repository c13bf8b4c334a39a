import { join } from 'node:path'
import { root } from '../root.ts'
import type { Means } from './base.ts'
import { type Engine, requireEngine } from './engine.ts'
import { imageId } from './engine-images.ts'
import { SetupError } from './errors.ts'
import { digestOf, type InputFile, inputsIn } from './inputs.ts'
import { baseReference } from './reference.ts'
import { linesTo, type Steps } from './steps.ts'

const roles = ['server', 'robot', 'names', 'elsewhere'] as const
export type ImageRole = (typeof roles)[number]

/** Full tag of the image of each container of a stack: `evidence-gate/server:0123456789ab`. */
export type Images = Readonly<Record<ImageRole, string>>

/**
 * The images of this very tree; those that are missing are built, on the base image, which is pulled or bootstrapped if need
 * be. Tags are digests of the inputs, so a stale image cannot be taken for a current one. Where nothing is missing this takes
 * some ten milliseconds; where something is, progress goes to standard error.
 *
 * @param signal ends a build that is under way.
 * @throws SetupError where no engine answers (it does not start or install one) or a build fails.
 */
export async function ensureImages(signal?: AbortSignal): Promise<Images> {
  const [engine, reference] = await Promise.all([requireEngine(), baseReference()])
  const here = await look(engine, reference)
  if (here?.missing.length === 0) return here.tags
  const steps = linesTo((line) => process.stderr.write(line), signal)
  return bringImages(engine, reference, steps, { provide: async () => false })
}

/** The folder that images are built from. */
const dockerFolder = join(root, 'docker')

/** What this tree wants, and what of it the engine lacks. */
interface Wanted {
  readonly baseId: string
  readonly files: readonly InputFile[]
  readonly tags: Images
  readonly missing: readonly ImageRole[]
}

/** Builds nothing. Null where the base image is not here: then the tags, which depend on it, are not known. */
async function look(engine: Engine, reference: string): Promise<Wanted | null> {
  const [baseId, files] = await Promise.all([imageId(engine, reference), inputsIn(dockerFolder)])
  if (baseId === null) return null
  const digest = digestOf(files, baseId)
  const tags = Object.fromEntries(roles.map((role) => [role, `evidence-gate/${role}:${digest}`])) as Images
  // Each by its name: a list of all images takes the engine tens of milliseconds.
  const ids = await Promise.all(roles.map((role) => imageId(engine, tags[role])))
  return { baseId, files, tags, missing: roles.filter((_, index) => ids[index] === null) }
}

/**
 * Brings the base image here and builds what is missing on it, once, however many processes ask at the same time.
 *
 * @throws SetupError as `ensureImages` does.
 */
export async function bringImages(engine: Engine, reference: string, steps: Steps, means: Means): Promise<Images> {
  const here = await look(engine, reference)
  if (here !== null) steps.tell('base', `${reference} is here`)
  if (here?.missing.length === 0) return here.tags
  const [{ oneAtATime }, { ensureBase }, { build }] = await Promise.all([
    import('./one-at-a-time.ts'),
    import('./base.ts'),
    import('./build.ts'),
  ])
  const waiting = () => steps.tell('images', 'another process builds them: waiting for it')
  // The base image too is brought by one process alone: the name of one that is built on must not move on to another image.
  const work = async () => {
    await ensureBase(engine, reference, steps, means)
    const wanted = await look(engine, reference)
    if (wanted?.missing.length === 0) return wanted.tags
    if (wanted !== null) {
      const tags = Object.fromEntries(wanted.missing.map((role) => [role, wanted.tags[role]]))
      await build(engine, { tags, files: wanted.files, base: reference }, steps)
      if ((await imageId(engine, reference)) === wanted.baseId) return wanted.tags
    }
    throw new SetupError(
      `The base image ${reference} was replaced while images were being built on it, so they are not what their tags say. Once nobody changes it any more: npm run setup`,
    )
  }
  return oneAtATime('images', waiting, work, steps.signal)
}
