import type { SecureVersion } from 'node:tls'
import type { Target } from '../../targets/target.ts'
import type { Answer, LookContext } from '../probe.ts'
import type { SuitesRequest } from '../suites.ts'
import { dial } from './dial.ts'
import { type HandshakeOptions, handshake, type TlsHead } from './handshake.ts'
import { Limit } from './limit.ts'
import { NoAnswer } from './no-answer.ts'
import { publicName } from './way.ts'

/** Handshakes that one enumeration may cost the server; no library has as many suites that a server would accept. */
const mostHandshakes = 64

const tls13Suites = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
]

/** Groups that OpenSSL 3.5 can offer, by its names. */
export const knownGroups = [
  'X25519MLKEM768',
  'SecP256r1MLKEM768',
  'SecP384r1MLKEM1024',
  'X25519',
  'X448',
  'P-256',
  'P-384',
  'P-521',
  'ffdhe2048',
  'ffdhe3072',
  'ffdhe4096',
  'brainpoolP256r1tls13',
  'brainpoolP384r1tls13',
  'brainpoolP512r1tls13',
]

export async function lookSuites(request: SuitesRequest, context: LookContext): Promise<Answer> {
  const limit = new Limit(context)
  try {
    const ask = asking(context.target, limit)
    return 'groups' in request ? await groups(ask) : await suites(request.suites, ask)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return { head: { outcome: error.outcome, code: error.code, alert: error.alert }, bodies: {} }
  } finally {
    limit.close()
  }
}

type Ask = (options: Omit<HandshakeOptions, 'name'>) => Promise<TlsHead>

function asking(target: Target, limit: Limit): Ask {
  const name = publicName(target)
  return async (options) => {
    const socket = await dial(target.front.https, limit)
    try {
      const { head } = await handshake(socket, target, { ...options, name, verify: false }, limit)
      return head
    } finally {
      socket.destroy()
    }
  }
}

/** Offers all, drops what was chosen, offers the rest again, until the server says no. */
async function suites(version: SecureVersion, ask: Ask): Promise<Answer> {
  const found: { name: string; openssl: string }[] = []
  let stopped: NoAnswer | null = null
  for (let count = 0; count < mostHandshakes && stopped === null; count += 1) {
    const ciphers = offer(
      version,
      found.map(({ openssl }) => openssl),
    )
    if (ciphers === null) return enumerated(found, null)
    try {
      const head = await ask({ minVersion: version, maxVersion: version, ciphers })
      found.push({ name: head.cipher, openssl: head.opensslCipher })
    } catch (error) {
      // Without one handshake that succeeds, a refusal says nothing of the suites.
      if (!(error instanceof NoAnswer) || found.length === 0) throw error
      stopped = error
    }
  }
  return enumerated(found, stopped ?? new NoAnswer('garbled', 'TOO_MANY_SUITES'))
}

/** OpenSSL's cipher string for what is left; null when nothing is. */
function offer(version: SecureVersion, dropped: readonly string[]): string | null {
  if (version === 'TLSv1.3') {
    const rest = tls13Suites.filter((suite) => !dropped.includes(suite))
    return rest.length === 0 ? null : rest.join(':')
  }
  return ['ALL', 'COMPLEMENTOFALL', ...dropped.map((suite) => `!${suite}`), '@SECLEVEL=0'].join(':')
}

function enumerated(found: readonly { name: string }[], stopped: NoAnswer | null): Answer {
  return {
    head: {
      outcome: 'enumerated',
      suites: found.map(({ name }) => name),
      groups: [],
      // Only the server's own "no" (or nothing left to ask for) ends a list; a cut connection leaves it open.
      complete: stopped === null || stopped.outcome === 'alert',
      code: stopped?.code ?? null,
      alert: stopped?.alert ?? null,
    },
    bodies: {},
  }
}

/** One handshake a group, TLS 1.2 by ECDHE alone, after one with all of them that must succeed. */
async function groups(ask: Ask): Promise<Answer> {
  const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ciphers: `${tls13Suites.join(':')}:ECDHE` } as const
  await ask(versions)
  const found: string[] = []
  let open: NoAnswer | null = null
  for (const group of knownGroups) {
    try {
      await ask({ ...versions, groups: group })
      found.push(group)
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      if (error.outcome !== 'alert') open = error
    }
  }
  return {
    head: {
      outcome: 'enumerated',
      suites: [],
      groups: found,
      complete: open === null,
      code: open?.code ?? null,
      alert: null,
    },
    bodies: {},
  }
}
