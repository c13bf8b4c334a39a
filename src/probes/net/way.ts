import { isIP } from 'node:net'
import type { Endpoint, Target } from '../../targets/target.ts'
import { Blind } from '../probe.ts'

/** How the runner reaches a port of an address of the zone: through the target's map, or as it is. */
export function wayTo(target: Target, address: string, port: number): Endpoint {
  return target.reach[`${address}:${port}`] ?? { host: address, port }
}

/**
 * How the runner reaches a port of the server itself.
 *
 * @throws Blind `no-way` when the front door is a forwarded port on our own loopback: another port there would be ours.
 */
export function wayToServer(target: Target, port: number): Endpoint {
  const { https, http } = target.front
  if (port === 443) return https
  if (port === 80 && http) return http
  const addresses = [https.host, ...(target.promises.dns?.addresses ?? [])]
  for (const address of addresses) {
    const mapped = target.reach[`${address}:${port}`]
    if (mapped) return mapped
  }
  if (isLoopback(https.host) && target.inside?.via !== 'local') {
    throw new Blind(
      'no-way',
      `could not knock at port ${port}: ${https.host} forwards the front door alone, and the target does not say how the runner reaches another port of the server`,
    )
  }
  return { host: https.host, port }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** The name that a request is for when it does not say. Null: the target promises none and is reached by address. */
export function publicName(target: Target): string | null {
  const promised = target.promises.https?.names[0]
  if (promised !== undefined) return promised
  return isIP(target.front.https.host) === 0 ? target.front.https.host : null
}

/** `host:port` as URLs and curl want it. */
export function hostPort({ host, port }: Endpoint): string {
  return `${bracketed(host)}:${port}`
}

export function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}
