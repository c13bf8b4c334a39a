import type { KeptSecrets } from '../../../fixtures/stack/kept.ts'
import { label } from '../../../fixtures/stack/labels.ts'
import { endpointOf, type Part } from '../../../fixtures/stack/listed.ts'
import type { Placed, PlacedRobot } from '../../../fixtures/stack/live.ts'
import { paths } from '../../../fixtures/stack/promises.ts'
import { EngineError } from '../engine/engine-error.ts'
import { UsageError } from '../errors.ts'
import type { Endpoint } from '../target.ts'

/** @throws UsageError when that port cannot be reached from here. */
export function portOf(part: Pick<Part, 'name' | 'ports' | 'address'>, inside: `${number}/tcp`): Endpoint {
  const found = endpointOf(part, inside)
  if (found) return found
  throw new UsageError(
    `port ${inside} of container ${part.name} cannot be reached: it is not published and the container has no address of its own. Does it run?`,
  )
}

/** The robot as this server's: null when its port cannot be reached. */
export function placedRobotOf(robot: Part, server: Part, kept: KeptSecrets): PlacedRobot | null {
  const endpoint = endpointOf(robot, '8080/tcp')
  const bot = server.labels[label.bot]
  if (!endpoint || !bot) return null
  return { endpoint, bot, admin: kept.admin, token: kept.token, secret: kept.secret }
}

export function elsewhereOf(parts: readonly Part[]): Placed['elsewhere'] {
  const part = parts.find(({ role }) => role === 'elsewhere')
  const https = part && endpointOf(part, '443/tcp')
  const http = part && endpointOf(part, '80/tcp')
  return https && http ? { https, http } : null
}

/** The root certificate that a server's container made at its start. */
export async function rootOf(container: string, reading: Promise<Buffer>): Promise<string> {
  let text: string
  try {
    text = (await reading).toString('utf8')
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 404) throw error
    throw new UsageError(
      `container ${container} has no ${paths.root}: it is not of the shape that this suite knows, or it has only just been started`,
      { cause: error },
    )
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw new UsageError(`${paths.root} in container ${container} holds no certificate`)
}
