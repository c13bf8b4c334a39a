import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'

/** Where the container engine's API listens. */
export type EngineAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number }

/**
 * The engine that `docker` would talk to: DOCKER_HOST, then the chosen context, then the usual sockets of Docker and Podman.
 * Reads a few small files and asks nobody: cheap enough for every command.
 *
 * @throws UsageError when the address is of a kind that we cannot speak to, or no socket is there.
 */
export function engineAddress(env: NodeJS.ProcessEnv = process.env): EngineAddress {
  const named = env.DOCKER_HOST || contextHost(env)
  if (named) return parseAddress(named)
  const socketPath = usualSockets(env).find((path) => existsSync(path))
  if (socketPath === undefined) {
    throw new UsageError(
      'no container engine found: DOCKER_HOST is not set and none of the usual sockets exists. `npm run setup` starts or installs one.',
    )
  }
  return { socketPath }
}

/** As DOCKER_HOST would have it. */
export function addressUrl(address: EngineAddress): string {
  return 'socketPath' in address ? `unix://${address.socketPath}` : `tcp://${address.host}:${address.port}`
}

export function parseAddress(url: string): EngineAddress {
  if (url.startsWith('unix://')) return { socketPath: url.slice('unix://'.length) }
  if (url.startsWith('/')) return { socketPath: url }
  const tcp = /^(?:tcp|http):\/\/(\[[0-9a-fA-F:]+\]|[^:/[\]]+)(?::(\d{1,5}))?\/?$/.exec(url)
  if (tcp?.[1]) return { host: tcp[1].replaceAll(/[[\]]/g, ''), port: Number(tcp[2] ?? 2375) }
  throw new UsageError(
    `cannot speak to the container engine at ${url}: only unix:// and tcp:// without TLS are supported. Forward its socket (ssh -L /tmp/engine.sock:/var/run/docker.sock host) and set DOCKER_HOST=unix:///tmp/engine.sock.`,
  )
}

/** The host of the chosen context; empty for the default one. */
function contextHost(env: NodeJS.ProcessEnv): string {
  const folder = env.DOCKER_CONFIG || join(homedir(), '.docker')
  const name = env.DOCKER_CONTEXT || text(member(readJson(join(folder, 'config.json')), 'currentContext'))
  if (!name || name === 'default') return ''
  const id = createHash('sha256').update(name).digest('hex')
  const meta = readJson(join(folder, 'contexts', 'meta', id, 'meta.json'))
  return text(member(member(member(meta, 'Endpoints'), 'docker'), 'Host'))
}

function usualSockets(env: NodeJS.ProcessEnv): string[] {
  const runtime = env.XDG_RUNTIME_DIR
  return [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(homedir(), '.docker', 'run', 'docker.sock'),
    ...(runtime ? [join(runtime, 'podman', 'podman.sock')] : []),
    '/run/podman/podman.sock',
  ]
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
