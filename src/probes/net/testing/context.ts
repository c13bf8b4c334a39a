import type { Json } from '../../../evidence/json.ts'
import type { Endpoint, Promises, Target } from '../../../targets/target.ts'
import type { LookContext, Probe, ReadContext } from '../../probe.ts'
import { publicName } from './certificates.ts'

export const password = 'correct "horse\' battery'
export const nonce = '0123456789abcdef0123456789abcdef'

export interface TargetOptions {
  readonly https?: Endpoint
  readonly http?: Endpoint
  readonly root?: string | null
  readonly promises?: Promises
  readonly robot?: Target['robot']
  readonly reach?: Target['reach']
  readonly inside?: Target['inside']
}

export function testTarget(options: TargetOptions = {}): Target {
  return {
    name: 'stack',
    inside: options.inside ?? { via: 'docker', container: 'server' },
    front: { https: options.https ?? { host: '127.0.0.1', port: 9 }, ...(options.http ? { http: options.http } : {}) },
    root: options.root ?? null,
    reach: options.reach ?? {},
    user: 'admin',
    robot: options.robot ?? null,
    promises: {
      https: { names: [publicName], realm: 'r', http2: true, versions: ['TLSv1.3'], unknownNamesRefused: true },
      accessLog: { file: '/var/log/access.log', nonceHeader: 'X-Evidence-Nonce' },
      burntPasswords: ['crs2026secure'],
      ...options.promises,
    },
  }
}

export function lookContext(target: Target, options: Partial<LookContext> = {}): LookContext {
  return {
    target,
    secrets: new Map([
      ['password', password],
      ['robot-admin', 'robot-admin-token'],
    ]),
    nonce,
    signal: new AbortController().signal,
    budget: 1500,
    ...options,
  }
}

/** A reader that tolerates gaps, as in a survey. */
export function readContext(target: Target): ReadContext {
  return { target, promises: target.promises, nonce, unseen: (_code, _reason, fallback) => fallback }
}

/** Looks, and reads what went through the record's own format. */
export async function observe<Request extends Json, Facts>(
  probe: Probe<Request, Facts>,
  request: Request,
  target: Target,
  options: Partial<LookContext> = {},
): Promise<Facts> {
  const { head, bodies } = await probe.look(request, lookContext(target, options))
  const recorded: Json = JSON.parse(JSON.stringify(head))
  return probe.read({ head: recorded, bodies }, request, readContext(target))
}
