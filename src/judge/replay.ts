import type { Body } from '../claims/claim.ts'
import { promisesOf } from '../claims/promised.ts'
import { Blind } from '../evidence/blind.ts'
import type { Json } from '../evidence/json.ts'
import type { Recorded } from '../evidence/record.ts'
import { keyOf, observeWith } from '../probes/ask.ts'
import { probes } from '../probes/index.ts'
import type { Probe, ReadContext } from '../probes/probe.ts'

/** One claim's way through a record: answers its questions from there alone, and remembers which it asked. */
export class Replay {
  readonly #recorded: Recorded
  readonly asked: string[] = []
  /** The first thing that could not be seen. Kept here, for an assertion may have swallowed the error that told it. */
  blind: Blind | null = null

  constructor(recorded: Recorded) {
    this.#recorded = recorded
  }

  context(): Omit<Parameters<Body>[0], 'expect'> {
    const { run } = this.#recorded
    return {
      observe: observeWith(probes, (probe, request) => this.#answer(probe, request)),
      promised: promisesOf(run.target.promises),
      run: { nonce: run.nonce, started: Date.parse(run.started) },
    }
  }

  async #answer(probe: Probe<Json, unknown>, request: Json): Promise<unknown> {
    const key = keyOf(probe, request)
    if (!this.asked.includes(key)) this.asked.push(key)
    const observation = this.#recorded.observations.get(key)
    if (!observation) throw this.#unseen(new Blind('not-in-record', `the record holds no observation ${key}`))
    if (observation.blind) throw this.#unseen(new Blind(observation.blind.code, observation.blind.reason))
    const bodies: Record<string, Buffer> = {}
    try {
      for (const [name, ref] of Object.entries(observation.bodies)) bodies[name] = this.#recorded.blobs.get(ref)
    } catch (error) {
      throw error instanceof Blind ? this.#unseen(error) : error
    }
    return probe.read({ head: observation.head, bodies }, request, this.#readContext())
  }

  #readContext(): ReadContext {
    const { target, nonce } = this.#recorded.run
    return {
      target,
      promises: target.promises,
      nonce,
      unseen: (code, reason) => {
        throw this.#unseen(new Blind(code, reason))
      },
    }
  }

  #unseen(blind: Blind): Blind {
    this.blind ??= blind
    return blind
  }
}
