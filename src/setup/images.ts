import { join } from 'node:path'
import { root } from '../root.ts'
import { type Engine, requireEngine } from './engine.ts'
import { imageId } from './engine-images.ts'
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
  const [engine, reference, files] = await Promise.all([requireEngine(), baseReference(), inputsIn(dockerFolder)])
  const here = await imagesHere(engine, reference, files)
  if (here !== null && here.missing.length === 0) return here.tags
  const steps = linesTo((line) => process.stderr.write(line), signal)
  const { ensureBase } = await import('./base.ts')
  await ensureBase(engine, reference, steps, { provide: async () => false })
  return (await buildMissing(engine, reference, steps)).tags
}

/** The folder that images are built from. */
const dockerFolder = join(root, 'docker')

/** Which images this tree wants, and which of them the engine lacks. */
export interface Wanted {
  readonly tags: Images
  readonly missing: readonly ImageRole[]
}

/** Looks, builds nothing. Null where the base image is not here: then the tags, which depend on it, are not known. */
async function imagesHere(engine: Engine, reference: string, files: readonly InputFile[]): Promise<Wanted | null> {
  const baseId = await imageId(engine, reference)
  if (baseId === null) return null
  const digest = digestOf(files, baseId)
  const tags = Object.fromEntries(roles.map((role) => [role, `evidence-gate/${role}:${digest}`])) as Images
  // Each by its name: a list of all images takes the engine tens of milliseconds.
  const ids = await Promise.all(roles.map((role) => imageId(engine, tags[role])))
  return { tags, missing: roles.filter((_, index) => ids[index] === null) }
}

/** Builds what is missing, once, however many processes ask at the same time. The base image must be here. */
export async function buildMissing(engine: Engine, reference: string, steps: Steps): Promise<Wanted> {
  const look = async () => {
    const files = await inputsIn(dockerFolder)
    const wanted = await imagesHere(engine, reference, files)
    if (wanted === null) throw new Error(`the base image ${reference} went away while setup was at work`)
    return { wanted, files }
  }
  const first = await look()
  if (first.wanted.missing.length === 0) return first.wanted
  const { oneAtATime } = await import('./one-at-a-time.ts')
  const waiting = () => steps.tell('images', 'another process builds them: waiting for it')
  const work = async () => {
    const { wanted, files } = await look()
    if (wanted.missing.length === 0) return wanted
    const { build } = await import('./build.ts')
    const tags = Object.fromEntries(wanted.missing.map((role) => [role, wanted.tags[role]]))
    await build(engine, { tags, files, base: reference }, steps)
    return wanted
  }
  return oneAtATime('build', waiting, work, steps.signal)
}
