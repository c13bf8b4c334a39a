import { rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { purge } from './apt.ts'
import { type Engine, searchEngine, whatWasTried } from './engine.ts'
import { callEngine, field } from './engine-call.ts'
import { imageId, labelledImages } from './engine-images.ts'
import { SetupError } from './errors.ts'
import { onPath } from './facts.ts'
import { runningDaemon } from './leftovers.ts'
import { lastLines } from './printable.ts'
import { logFile } from './start-engine.ts'
import { forget, readState } from './state.ts'
import type { Steps } from './steps.ts'

/**
 * Undoes what setup and the stacks made: containers, networks and images with our labels, the base image if setup brought
 * it, the engine if setup installed it. Tells what it removes and what it leaves.
 *
 * @throws SetupError where something cannot be removed.
 */
export async function removeAll(steps: Steps): Promise<void> {
  const state = await readState()
  const { engine, tried } = await searchEngine()
  if (engine) {
    await removeListed(engine, 'containers', '/containers/json?all=1', (id) => `/containers/${id}?force=1&v=1`, steps)
    await removeListed(engine, 'networks', '/networks', (id) => `/networks/${id}`, steps)
    await removeImages(engine, state.madeBases ?? [], steps)
  } else if (onPath('dockerd') || onPath('podman')) {
    throw new SetupError(
      `No engine answers${whatWasTried(tried)}, so what setup made in it cannot be removed. Bring it up (npm run setup), and then: npm run setup -- --remove`,
    )
  } else steps.tell('engine', 'none answers and none is installed: there are no containers, networks or images')

  const packages = state.packages ?? []
  if (packages.length === 0) steps.tell('engine', 'setup did not install it: it stays')
  else {
    const others = await purge(packages, steps, async () => {
      if (packages.includes('docker.io')) await stopDaemon(steps)
    })
    if (others !== null)
      throw new SetupError(
        `${packages.join(', ')} were installed by setup, but removing them would also remove ${others.join(', ')}: they stay. To remove them all the same: apt-get purge ${packages.join(' ')}`,
      )
    if (packages.includes('docker.io'))
      steps.tell('engine', "/var/lib/docker, the engine's own store, stays: others may have put something there")
    await rm(logFile(), { force: true })
    await rmdir(dirname(logFile())).catch(() => {})
  }
  await forget()
}

/** Removes all things of a kind that carry a label of ours, as containers of our images do. */
async function removeListed(
  engine: Engine,
  kind: string,
  list: string,
  item: (id: string) => string,
  steps: Steps,
): Promise<void> {
  const { json } = await callEngine(engine, 'GET', list, [200])
  const ours = (Array.isArray(json) ? json : [])
    .filter((entry: unknown) => hasOurLabel(field(entry, 'Labels')))
    .map((entry: unknown) => String(field(entry, 'Id')))
  // 404: it went by itself in the meantime. 409: its removal is under way already.
  await Promise.all(ours.map((id) => callEngine(engine, 'DELETE', item(id), [200, 204, 404, 409])))
  steps.tell(kind, ours.length === 0 ? 'none of ours' : `${ours.length} removed`)
}

function hasOurLabel(labels: unknown): boolean {
  return (
    typeof labels === 'object' &&
    labels !== null &&
    Object.keys(labels).some((name) => name.startsWith('evidence-gate.'))
  )
}

async function removeImages(engine: Engine, madeBases: readonly string[], steps: Steps): Promise<void> {
  // The second label is also on what a build that failed half way left.
  const ids = new Set(await labelledImages(engine, 'evidence-gate.image', 'evidence-gate.stage'))
  for (const reference of madeBases) {
    const id = await imageId(engine, reference)
    if (id !== null) ids.add(id)
  }
  let removed = 0
  let refused = ''
  // An image that others are made from goes after them: round after round, until no round removes one.
  for (let before = -1; ids.size > 0 && ids.size !== before; ) {
    before = ids.size
    for (const id of ids) {
      const { status, json } = await callEngine(engine, 'DELETE', `/images/${id}?force=1`, [200, 404, 409])
      if (status === 409) refused = String(field(json, 'message'))
      else {
        ids.delete(id)
        removed++
      }
    }
  }
  steps.tell('images', removed === 0 ? 'none of ours' : `${removed} removed`)
  if (ids.size > 0)
    steps.tell('images', `${ids.size} stay, as something that is not ours uses them:\n${lastLines(refused, 1)}`)
}

/** Ends the dockerd that setup started, where no service manager does it when the package goes. */
async function stopDaemon(steps: Steps): Promise<void> {
  const pid = await runningDaemon()
  if (pid === null) return
  steps.tell('engine', `stopping dockerd (process ${pid})`)
  process.kill(pid, 'SIGTERM')
  for (let waited = 0; waited < 200 && (await runningDaemon()) !== null; waited++)
    await new Promise((resolve) => setTimeout(resolve, 100))
  if ((await runningDaemon()) !== null)
    throw new SetupError(
      `dockerd (process ${pid}) did not end within 20 s of being asked to. End it, and then: npm run setup -- --remove`,
    )
}
