import type { Json } from '../evidence/json.ts'
import { canonicalJson } from '../evidence/json.ts'
import type { Probe } from './probe.ts'

/** Probes by the name under which specs call them. */
export type Registry = Readonly<Record<string, Probe<Json, unknown>>>

/** A way of looking for each probe: `observe.https({ path: '/' })`. Requests whose members are all optional may be left out. */
export type ObserveOf<Probes> = {
  readonly [Name in keyof Probes]: Probes[Name] extends Probe<infer Request, infer Facts>
    ? Record<never, never> extends Request
      ? (request?: Request) => Promise<Facts>
      : (request: Request) => Promise<Facts>
    : never
}

/** Makes `observe` from a registry: who asks is the survey or the record. */
export function observeWith<Probes extends Registry>(
  probes: Probes,
  ask: (probe: Probe<Json, unknown>, request: Json) => Promise<unknown>,
): ObserveOf<Probes> {
  const entries = Object.entries(probes).map(([name, probe]) => [name, (request: Json = {}) => ask(probe, request)])
  return Object.fromEntries(entries) as ObserveOf<Probes>
}

/** Equal questions have equal keys. */
export function keyOf(probe: { readonly name: string }, request: Json): string {
  return `${probe.name} ${canonicalJson(request)}`
}
