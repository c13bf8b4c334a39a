import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { type Address, addressOf } from './address.ts'
import { ask } from './api.ts'
import { type Candidate, candidates } from './candidates.ts'
import { SetupError } from './errors.ts'

/** A container engine that answers. */
export interface Engine {
  /** As DOCKER_HOST: `unix:///var/run/docker.sock`, `tcp://engine:2376`. */
  readonly host: string
  readonly address: Address
  /** The socket in the file system, or null for one over TCP. */
  readonly socketPath: string | null
  /** What it says of itself: `Docker/20.10.24 (linux)`, `Libpod/5.4.0 (linux)`. */
  readonly product: string
  /** Where it was found, for people: `DOCKER_HOST`, `docker context colima`, `usual socket`. */
  readonly from: string
  /** To be added to the environment of the docker command and of testcontainers, so that both speak to this very engine. */
  readonly env: Readonly<Record<string, string>>
}

/** How a place where an engine may listen reacted. */
export interface Tried {
  readonly host: string
  readonly from: string
  readonly named: boolean
  /** `absent`: no such socket. `denied`: it is there, and this user may not use it. */
  readonly outcome: 'answers' | 'absent' | 'refused' | 'denied' | 'silent' | 'unusable'
  /** The system's words. */
  readonly detail: string
}

/** Milliseconds that an engine may take to say that it is there. A busy one takes some ten. */
const patience = 3000

/**
 * The engine to use, or null where none answers. Looks at DOCKER_HOST, the docker context and the usual sockets, Podman's
 * included; what answers `GET /_ping` is one. Does not start or install anything.
 */
export async function findEngine(): Promise<Engine | null> {
  return (await searchEngine()).engine
}

/** As `findEngine`, with what every place said. */
export async function searchEngine(): Promise<{ readonly engine: Engine | null; readonly tried: readonly Tried[] }> {
  const places = candidates({ env: process.env, home: homedir(), uid: process.getuid?.() ?? 0, read })
  const looks = places.map((place) => look(place))
  const tried: Tried[] = []
  // Asked side by side, taken in order: a slow first one is waited for, a dead one is not.
  for (const pending of looks) {
    const { engine, told } = await pending
    tried.push(told)
    if (engine) return { engine, tried }
  }
  return { engine: null, tried }
}

async function look(place: Candidate): Promise<{ engine: Engine | null; told: Tried }> {
  const { host, from, named } = place
  const told = (outcome: Tried['outcome'], detail: string) => ({ host, from, named, outcome, detail })
  const address = addressOf(host, place.certificates)
  if (address === null)
    return {
      engine: null,
      told: told('unusable', host === '' ? 'there is no such context' : 'only unix:// and tcp:// can be spoken'),
    }
  try {
    const reply = await ask(address, 'GET', '/_ping', patience)
    if (reply.status !== 200 || !reply.body.startsWith('OK'))
      return { engine: null, told: told('unusable', `it answered /_ping with status ${reply.status}`) }
    const engine: Engine = {
      host,
      address,
      socketPath: 'socketPath' in address ? address.socketPath : null,
      product: reply.server.slice(0, 100),
      from,
      env: {
        DOCKER_HOST: host,
        // A context would win over DOCKER_HOST; this one stands for "what DOCKER_HOST says".
        DOCKER_CONTEXT: 'default',
        ...(place.certificates === null ? {} : { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: place.certificates }),
      },
    }
    return { engine, told: told('answers', engine.product) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const detail = error instanceof Error ? error.message : String(error)
    return { engine: null, told: told(outcomes[code] ?? 'unusable', detail) }
  }
}

const outcomes: Readonly<Record<string, Tried['outcome']>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ECONNREFUSED: 'refused',
  EACCES: 'denied',
  EPERM: 'denied',
  ETIMEDOUT: 'silent',
}

/** The engine, or one clear message. For everything that needs one and may not start it. */
export async function requireEngine(): Promise<Engine> {
  const { engine, tried } = await searchEngine()
  if (engine) return engine
  throw new SetupError(`No container engine answers${whatWasTried(tried)}. Bring one up with: npm run setup`)
}

/** ` (unix:///var/run/docker.sock: connect ECONNREFUSED …)`: the places that exist, or nothing. */
export function whatWasTried(tried: readonly Tried[]): string {
  const there = tried.filter(({ outcome, named }) => named || (outcome !== 'absent' && outcome !== 'answers'))
  if (there.length === 0) return ''
  return ` (${there.map(({ host, from, detail }) => `${host === '' ? from : `${from} ${host}`}: ${detail}`).join('; ')})`
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
