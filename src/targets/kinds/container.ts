import * as z from 'zod'
import { recall } from '../../../fixtures/stack/kept.ts'
import { label } from '../../../fixtures/stack/labels.ts'
import { listParts, namesOf, type Part, reachable } from '../../../fixtures/stack/listed.ts'
import { liveTarget } from '../../../fixtures/stack/live.ts'
import { paths } from '../../../fixtures/stack/promises.ts'
import { EngineClient } from '../engine/client.ts'
import { EngineError } from '../engine/engine-error.ts'
import { UsageError } from '../errors.ts'
import { givenPassword, howToGivePassword } from '../password.ts'
import type { ResolvedTarget } from '../resolve.ts'
import { elsewhereOf, placedRobotOf, portOf, rootOf } from './parts.ts'

/** One container as the engine inspects it, as far as we read it. */
const inspectedSchema = z.object({
  Id: z.string(),
  Name: z.string(),
  State: z.object({ Running: z.boolean(), Status: z.string().optional() }),
  Config: z.object({
    Labels: z.record(z.string(), z.string()).nullish(),
    Env: z.array(z.string()).nullish(),
  }),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable()).nullish(),
    Networks: z.record(z.string(), z.object({ IPAddress: z.string() })).nullish(),
  }),
})
type Inspected = z.infer<typeof inspectedSchema>

/**
 * `docker:<container>`: any running container of the server's shape, whoever started it. What lies beside the server is promised
 * only where it can be found: by our labels.
 */
export async function container(name: string): Promise<ResolvedTarget> {
  const engine = await EngineClient.connect()
  const reading = engine.file(name, paths.root)
  reading.catch(() => {})
  const [inspected, all] = await Promise.all([inspect(engine, name), listParts(engine)])
  const server = serverOf(inspected)
  const own = all.find(({ id }) => id === inspected.Id) ?? null
  const siblings = own ? siblingsOf(own, all) : []
  const kept = own && own.labels[label.kept] === 'true' ? recall(own.stack) : null
  const password = givenPassword() ?? kept?.password
  if (password === undefined) {
    throw new UsageError(
      `the password of container ${server.name} is not known and not looked for inside: ${howToGivePassword}`,
    )
  }
  const robot = siblings.find(({ role }) => role === 'robot')
  const names = siblings.find(({ role }) => role === 'names')
  return liveTarget({
    word: `docker:${name}`,
    container: server.name,
    https: portOf(server, '443/tcp'),
    http: portOf(server, '80/tcp'),
    root: await rootOf(server.name, reading),
    user: userOf(inspected),
    password,
    robot: own && robot && kept ? placedRobotOf(robot, own, kept) : null,
    names: names ? namesOf(names) : null,
    elsewhere: elsewhereOf(siblings),
  })
}

/** @throws UsageError when there is none of that name, or it does not run. */
async function inspect(engine: EngineClient, name: string): Promise<Inspected> {
  let answer: unknown
  try {
    answer = await engine.call('GET', `/containers/${encodeURIComponent(name)}/json`)
  } catch (error) {
    if (!(error instanceof EngineError) || (error.status !== 404 && error.status !== 400)) throw error
    throw new UsageError(`there is no container ${JSON.stringify(name)}: \`docker ps\` lists those that run`, {
      cause: error,
    })
  }
  const parsed = inspectedSchema.safeParse(answer)
  if (!parsed.success)
    throw new Error(`the engine describes container ${name} in a form that we do not know: ${parsed.error.message}`)
  if (!parsed.data.State.Running) {
    throw new UsageError(
      `container ${name} does not run (${parsed.data.State.Status ?? 'stopped'}): \`docker start ${name}\``,
    )
  }
  return parsed.data
}

function serverOf({ Name, NetworkSettings }: Inspected): Pick<Part, 'name' | 'ports' | 'address'> {
  const ports = Object.entries(NetworkSettings.Ports ?? {}).flatMap(([inside, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => ({
      inside,
      at: { host: reachable(HostIp), port: Number(HostPort) },
    })),
  )
  const networks = Object.values(NetworkSettings.Networks ?? {})
  return { name: Name.replace(/^\//, ''), ports, address: networks.find(({ IPAddress }) => IPAddress)?.IPAddress ?? '' }
}

/** The parts of its own stack, or those that it shares with others. */
export function siblingsOf(own: Part, all: readonly Part[]): readonly Part[] {
  const run = own.labels[label.parts] ?? own.run
  return all.filter((part) => part.run === run && part.id !== own.id)
}

function userOf({ Config }: Inspected): string {
  const variable = Config.Env?.find((line) => line.startsWith('DASHBOARD_USER='))
  return variable?.slice('DASHBOARD_USER='.length) || 'admin'
}
