import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** An engine that may be there: where, and why we look. */
export interface Candidate {
  readonly host: string
  /** Folder of the client's certificates, where TLS is asked for. */
  readonly certificates: string | null
  /** For people: `DOCKER_HOST`, `docker context colima`, `usual socket`. */
  readonly from: string
  /** True: the user named it, so where it does not answer, no other one is taken in its place. */
  readonly named: boolean
}

/** What is read of the user's settings before it is decided where to look. */
export interface Settings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly uid: number
  /** Reads a file's text; null where there is none. */
  readonly read: (path: string) => string | null
}

/**
 * Where an engine may listen, in the order in which one is taken: DOCKER_HOST, the docker context in use, then the usual
 * sockets (Docker with and without root, Podman with and without root, Docker Desktop, Colima, Rancher, OrbStack).
 */
export function candidates(settings: Settings): readonly Candidate[] {
  const { env, home, uid } = settings
  const named = namedHost(settings)
  if (named) return [named]
  const context = contextInUse(settings)
  if (context?.named) return [context]
  const runtime = env.XDG_RUNTIME_DIR ?? `/run/user/${uid}`
  const sockets = [
    '/var/run/docker.sock',
    join(runtime, 'docker.sock'),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.rd/docker.sock'),
    join(home, '.orbstack/run/docker.sock'),
    '/run/podman/podman.sock',
    join(runtime, 'podman/podman.sock'),
    join(home, '.local/share/containers/podman/machine/podman.sock'),
  ]
  const usual = sockets.map((path) => ({
    host: `unix://${path}`,
    certificates: null,
    from: 'usual socket',
    named: false,
  }))
  return context ? [context, ...usual] : usual
}

function namedHost({ env, home }: Settings): Candidate | null {
  const host = env.DOCKER_HOST
  // A context named in the environment wins over DOCKER_HOST, as it does for the docker command.
  if (!host || (env.DOCKER_CONTEXT && env.DOCKER_CONTEXT !== 'default')) return null
  const tls = env.DOCKER_TLS_VERIFY || env.DOCKER_TLS
  const certificates = tls ? (env.DOCKER_CERT_PATH ?? join(home, '.docker')) : null
  return { host, certificates, from: 'DOCKER_HOST', named: true }
}

function contextInUse({ env, home, read }: Settings): Candidate | null {
  const folder = env.DOCKER_CONFIG ?? join(home, '.docker')
  const fromEnv = env.DOCKER_CONTEXT
  const name = fromEnv ?? text(parsed(read(join(folder, 'config.json'))).currentContext)
  if (!name || name === 'default') return null
  const id = createHash('sha256').update(name).digest('hex')
  const meta = parsed(read(join(folder, 'contexts/meta', id, 'meta.json')))
  const host = text(object(object(meta.Endpoints).docker).Host)
  const named = Boolean(fromEnv)
  // A context that was named but does not exist is an engine that does not answer, not a reason to take another one.
  if (!host) return named ? { host: '', certificates: null, from: `docker context ${name}`, named } : null
  const tls = join(folder, 'contexts/tls', id, 'docker')
  const certificates = read(join(tls, 'ca.pem')) === null ? null : tls
  return { host, certificates, from: `docker context ${name}`, named }
}

function parsed(source: string | null): Readonly<Record<string, unknown>> {
  try {
    return object(JSON.parse(source ?? 'null'))
  } catch {
    return {}
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
