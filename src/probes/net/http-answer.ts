import type { Answer, LookContext } from '../probe.ts'
import { chainBodies } from './certificate.ts'
import type { Secured } from './handshake.ts'
import type { HttpOutcome } from './http-facts.ts'
import { NoAnswer } from './no-answer.ts'
import type { Reply } from './reply.ts'

/** An answer, with what the handshake before it showed. */
export function replied(reply: Reply, version: 'h1' | 'h2', secured: Secured | null): Answer {
  const { status, fields, interim, end, headAfter, receivedAt } = reply
  return {
    head: {
      outcome: 'answered',
      version,
      reply: { status, headers: fields, interim, end, headAfter, receivedAt },
      tls: secured?.head ?? null,
    },
    bodies: { body: reply.body, ...chainBodies(secured?.chain ?? []) },
  }
}

/** @throws whatever is no answer of the peer. */
export function unanswered(error: unknown, secured: Secured | null): Answer {
  if (!(error instanceof NoAnswer)) throw error
  const outcome: HttpOutcome = error.outcome === 'alert' ? 'tls-alert' : error.outcome
  return {
    head: { outcome, code: error.code, alert: error.alert, tls: secured?.head ?? null },
    bodies: chainBodies(secured?.chain ?? []),
  }
}

export function notSent({ head, chain }: Secured): Answer {
  const outcome: HttpOutcome = 'not-sent'
  return { head: { outcome, code: head.authorizationError, tls: head }, bodies: chainBodies(chain) }
}

/** The fields that go out with every request. */
export function commonFields({ target, nonce }: Pick<LookContext, 'target' | 'nonce'>): [string, string][] {
  const { accessLog } = target.promises
  const fields: [string, string][] = [
    ['user-agent', 'evidence-gate'],
    ['accept', '*/*'],
    // A body as it is, not as a compressor sees it.
    ['accept-encoding', 'identity'],
  ]
  if (accessLog) fields.push([accessLog.nonceHeader.toLowerCase(), nonce])
  return fields
}

/** Adds fields, those of the same name replaced. */
export function withFields(
  fields: readonly [string, string][],
  more: Readonly<Record<string, string>> | undefined,
): [string, string][] {
  const added = Object.entries(more ?? {}).map(([name, value]): [string, string] => [name.toLowerCase(), value])
  const names = new Set(added.map(([name]) => name))
  return [...fields.filter(([name]) => !names.has(name)), ...added]
}
