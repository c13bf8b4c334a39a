import type { Engine } from './engine.ts'
import { SetupError } from './errors.ts'
import { onPath } from './facts.ts'

/** A command that builds, pulls and imports through an engine. */
export interface CliTool {
  readonly command: string
  /** Words before the subcommand. */
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/**
 * The docker command, spoken to this engine; without one Podman's own, which takes the same subcommands.
 *
 * @throws SetupError where neither is installed.
 */
export function cliToolFor(engine: Engine): CliTool {
  const docker = onPath('docker')
  // The builder of this very engine: another one (a container, a cloud) would keep what it built to itself.
  if (docker)
    return { command: docker, words: [], env: { ...engine.env, BUILDX_BUILDER: 'default', BUILDKIT_PROGRESS: 'plain' } }
  const podman = onPath('podman')
  if (podman) return { command: podman, words: ['--url', engine.host], env: {} }
  throw new SetupError(
    `An engine answers at ${engine.host}, but neither the command docker nor podman is installed to build images with. Install one (on Debian and Ubuntu: docker.io, or docker-cli where there is such a package), and then: npm run setup`,
  )
}
