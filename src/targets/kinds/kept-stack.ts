import { keptFiles, recall } from '../../../fixtures/stack/kept.ts'
import { endpointOf, listParts, namesOf, type Part } from '../../../fixtures/stack/listed.ts'
import { liveTarget } from '../../../fixtures/stack/live.ts'
import { containerName } from '../../../fixtures/stack/plan.ts'
import { paths } from '../../../fixtures/stack/promises.ts'
import { EngineClient } from '../engine/client.ts'
import { UsageError } from '../errors.ts'
import { givenPassword, howToGivePassword } from '../password.ts'
import type { ResolvedTarget } from '../resolve.ts'
import { elsewhereOf, placedRobotOf, portOf, rootOf } from './parts.ts'

/**
 * `stack:<name>`: one that is up, by two questions to the engine side by side: where its parts answer, and the root certificate
 * that its server made.
 */
export async function keptStack(name: string): Promise<ResolvedTarget> {
  const engine = await EngineClient.connect()
  const reading = engine.file(containerName(name, 'server'), paths.root)
  // Heard of below, once it is known whether there is such a server at all.
  reading.catch(() => {})
  const parts = await listParts(engine, name)
  const server = parts.find(({ role }) => role === 'server')
  if (!server) throw new UsageError(await nothingNamed(name, engine))
  requireRunning(server)
  const kept = recall(name)
  const password = givenPassword() ?? kept?.password
  if (password === undefined) {
    throw new UsageError(
      `the password of ${name} is not known: ${keptFiles(name).password} is missing (brought up by another user?). ${howToGivePassword}`,
    )
  }
  const robot = parts.find(({ role }) => role === 'robot')
  const names = parts.find(({ role }) => role === 'names')
  return liveTarget({
    word: `stack:${name}`,
    container: server.name,
    https: portOf(server, '443/tcp'),
    http: portOf(server, '80/tcp'),
    root: await rootOf(server.name, reading),
    user: 'admin',
    password,
    robot: robot && kept ? placedRobotOf(robot, server, kept) : null,
    names: names ? namesOf(names) : null,
    elsewhere: elsewhereOf(parts),
  })
}

function requireRunning(server: Part): void {
  if (server.running && endpointOf(server, '443/tcp')) return
  throw new UsageError(
    `the stack ${server.stack} is there but its server ${server.name} does not run: \`docker start ${server.name}\`, or \`npm run stack -- down ${server.stack}\` and up again`,
  )
}

async function nothingNamed(name: string, engine: EngineClient): Promise<string> {
  const servers = (await listParts(engine)).filter(({ role }) => role === 'server')
  const up = servers.map(({ stack }) => stack).sort()
  const there = up.length === 0 ? 'none is' : `there are: ${up.join(', ')}`
  return `no stack named ${name} is up (${there}). \`npm run stack -- up --name ${name}\` brings one up`
}
