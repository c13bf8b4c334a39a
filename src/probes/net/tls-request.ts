import { isIP } from 'node:net'
import type { Target } from '../../targets/target.ts'
import { publicName } from './way.ts'

export const tlsVersions = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
export type TlsVersion = (typeof tlsVersions)[number]

/** The name in the hello: what was asked for, null for none, the public one by default. An address is no server name. */
export function serverNameOf(asked: string | null | undefined, target: Target): string | null {
  const name = asked === undefined ? publicName(target) : asked
  return name === null || isIP(name) !== 0 ? null : name
}

/** OpenSSL 3 does not speak the old versions above security level 0, and would refuse by itself: a false "refused". */
export function tlsCiphers(request: { readonly version: TlsVersion; readonly ciphers?: string }): string | null {
  if (request.ciphers !== undefined) return request.ciphers
  return request.version === 'TLSv1' || request.version === 'TLSv1.1' ? 'DEFAULT@SECLEVEL=0' : null
}
