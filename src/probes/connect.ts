import type { Endpoint, Target } from '../targets/target.ts'
import { objectOf, textOf, wordOf } from './net/plain.ts'
import { byHandOver, wayTo, wayToServer } from './net/way.ts'
import type { Probe } from './probe.ts'
import { shellQuote } from './shell-quote.ts'

export type ConnectRequest = {
  readonly port: number
  /** Address to knock at, by the way that the target tells. Default: the server. */
  readonly address?: string
}

/**
 * `open`: the connection was accepted and kept. `closed`, `reset`: accepted and dropped at once, as a forwarder does that has
 * nothing behind it: nobody is there.
 */
const outcomes = ['open', 'refused', 'unreachable', 'reset', 'closed', 'silent', 'unreadable'] as const
type ConnectOutcome = (typeof outcomes)[number]

export interface ConnectFacts {
  readonly outcome: ConnectOutcome
  /** The system's class of the failure. */
  readonly code: string | null
}

/** A TCP connection from the runner, nothing sent over it. */
export const connect: Probe<ConnectRequest, ConnectFacts> = {
  name: 'connect',
  wave: 'network',
  vantage: 'runner',

  async look(request, context) {
    const { lookConnect } = await import('./net/look-connect.ts')
    return await lookConnect(endpointOf(request, context.target), context)
  },

  read({ head }, _request, { unseen }) {
    const plain = objectOf(head)
    const outcome = wordOf(plain.outcome, outcomes)
    const facts: ConnectFacts = { outcome: outcome ?? 'unreadable', code: textOf(plain.code) }
    if (facts.outcome !== 'unreadable') return facts
    return unseen(
      'evidence-unreadable',
      'the record of this connection is not in the form that its probe writes',
      facts,
    )
  },

  byHand: (request, target) =>
    byHandOver(
      () => endpointOf(request, target),
      ({ host, port }) => {
        // bash's read ends with 1 where the peer has closed, and with more than 128 where it keeps the connection and is silent.
        const open = `exec 3<>${shellQuote(`/dev/tcp/${host}/${port}`)} || exit`
        const hold = 'read -r -t 0.2 -u 3; [ $? -eq 1 ] && echo closed || echo open'
        return `timeout 5 bash -c ${shellQuote(`${open}; ${hold}`)}`
      },
    ),
}

function endpointOf({ port, address }: ConnectRequest, target: Target): Endpoint {
  return address === undefined ? wayToServer(target, port) : wayTo(target, address, port)
}
