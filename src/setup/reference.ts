import { SetupError } from './errors.ts'
import { readState } from './state.ts'
import { usualBase } from './suite.ts'

/**
 * The base image's name: the flag, else EVIDENCE_BASE_IMAGE, else what an earlier `setup --base` chose, else Debian's.
 *
 * @throws SetupError for what cannot be a name.
 */
export async function baseReference(flag?: string): Promise<string> {
  const chosen = flag ?? (process.env.EVIDENCE_BASE_IMAGE || undefined) ?? (await readState()).base ?? usualBase
  // A leading dash would be read as an option by the docker command.
  if (/^[a-zA-Z0-9][\w.:/@-]{0,255}$/.test(chosen)) return chosen
  throw new SetupError(
    `${JSON.stringify(chosen)} is not the name of an image. Name one such as ${usualBase} with --base or EVIDENCE_BASE_IMAGE.`,
  )
}
