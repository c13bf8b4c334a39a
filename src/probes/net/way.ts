import { isIP } from 'node:net'
import type { Endpoint, Target } from '../../targets/target.ts'
import { Blind } from '../probe.ts'
import { shellQuote } from '../shell-quote.ts'

/**
 * How the runner reaches a port of an address of the zone: through the target's map, or as it is.
 *
 * @throws Blind `no-way` for an address that is on the map with other ports only, or that no route leads to: something on the
 * way (a transparent proxy) may answer there for everybody, and would be taken for the server.
 */
export function wayTo(target: Target, address: string, port: number): Endpoint {
  const mapped = target.reach[`${address}:${port}`]
  if (mapped) return mapped
  const elsewhereOnMap = Object.keys(target.reach).some((key) => key.startsWith(`${address}:`))
  if (elsewhereOnMap || isForDocumentation(address)) {
    throw new Blind(
      'no-way',
      `could not knock at port ${port} of ${address}: the target does not say how the runner reaches it`,
    )
  }
  return { host: address, port }
}

/** RFC 5737 and 3849: addresses that belong to nobody. */
function isForDocumentation(address: string): boolean {
  return /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/.test(address) || /^2001:0?db8:/i.test(address)
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

function isLoopback(host: string): boolean {
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

/** A command for people, or, where there is no way for it to go, one that says so and fails. */
export function byHandOver(way: () => Endpoint, line: (endpoint: Endpoint) => string): string {
  try {
    return line(way())
  } catch (error) {
    if (!(error instanceof Blind)) throw error
    return `echo ${shellQuote(error.message)} >&2; false`
  }
}
