import { Blind } from '../evidence/blind.ts'
import type { Recorded } from '../evidence/record.ts'
import type { ReadBody } from './input.ts'

/** Reads bytes from a run's blobs; lost or altered ones are null, for a report must be told of the rest. */
export function bodyReader({ blobs }: Pick<Recorded, 'blobs'>): ReadBody {
  return (observation, name) => {
    const ref = observation.bodies[name]
    if (ref === undefined) return null
    try {
      return blobs.get(ref)
    } catch (error) {
      if (error instanceof Blind) return null
      throw error
    }
  }
}
