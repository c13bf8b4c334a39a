import type { ExpectStatic } from 'vitest'
import type { Body, PromisePath, SpecContext } from '../claims/claim.ts'
import { promisesOf, requirePromises } from '../claims/promised.ts'
import { Blind } from '../evidence/blind.ts'
import type { Json } from '../evidence/json.ts'
import type { Recorded } from '../evidence/record.ts'
import { keyOf, observeWith } from '../probes/ask.ts'
import { probes } from '../probes/index.ts'
import type { Probe, ReadContext } from '../probes/probe.ts'

/** A record that claims are judged from, one after another. Facts are worked out once, whoever asks for them. */
export class Court {
  readonly #recorded: Recorded
  readonly #facts = new Map<string, unknown>()
  readonly #context: ReadContext
  /** The claim that is being judged: what it cannot see is its own. */
  #current: Replay | null = null

  constructor(recorded: Recorded) {
    this.#recorded = recorded
    const { target, nonce } = recorded.run
    this.#context = {
      target,
      promises: target.promises,
      nonce,
      unseen: (code, reason) => {
        const blind = new Blind(code, reason)
        throw this.#current?.unseen(blind) ?? blind
      },
    }
  }

  /** Begins the next claim; the one before must have ended. */
  begin(): Replay {
    this.#current = new Replay(this.#recorded, (probe, request, key) => this.#read(probe, request, key))
    return this.#current
  }

  /** @throws Blind when the record does not hold the answer, or holds that nobody could look. */
  #read(probe: Probe<Json, unknown>, request: Json, key: string): unknown {
    if (!this.#facts.has(key)) this.#facts.set(key, this.#work(probe, request, key))
    return this.#facts.get(key)
  }

  #work(probe: Probe<Json, unknown>, request: Json, key: string): unknown {
    const observation = this.#recorded.observations.get(key)
    if (!observation) throw new Blind('not-in-record', `the record holds no observation ${key}`)
    if (observation.blind) throw new Blind(observation.blind.code, observation.blind.reason)
    const bodies: Record<string, Buffer> = {}
    for (const [name, ref] of Object.entries(observation.bodies)) bodies[name] = this.#recorded.blobs.get(ref)
    return probe.read({ head: observation.head, bodies }, request, this.#context)
  }
}

type Read = (probe: Probe<Json, unknown>, request: Json, key: string) => unknown

/** One claim's way through a record: answers its questions from there alone, and remembers which it asked. */
export class Replay {
  readonly #recorded: Recorded
  readonly #read: Read
  readonly asked: string[] = []
  /** The first thing that could not be seen. Kept here, for an assertion may have swallowed the error that told it. */
  blind: Blind | null = null

  constructor(recorded: Recorded, read: Read) {
    this.#recorded = recorded
    this.#read = read
  }

  /** Runs the body of a claim, if the target promises what it stands on. */
  async run(body: Body, needs: readonly PromisePath[], expect: ExpectStatic): Promise<void> {
    requirePromises(this.#recorded.run.target.promises, needs)
    await body({ ...this.#context(), expect })
  }

  #context(): Omit<SpecContext, 'expect'> {
    const { run } = this.#recorded
    return {
      observe: observeWith(probes, async (probe, request) => {
        const key = keyOf(probe, request)
        if (!this.asked.includes(key)) this.asked.push(key)
        try {
          return this.#read(probe, request, key)
        } catch (error) {
          throw error instanceof Blind ? this.unseen(error) : error
        }
      }),
      promised: promisesOf(run.target.promises),
      run: { nonce: run.nonce, started: Date.parse(run.started) },
    }
  }

  unseen(blind: Blind): Blind {
    this.blind ??= blind
    return blind
  }
}
