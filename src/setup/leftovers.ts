import { readFile, readlink, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { basename, join } from 'node:path'

/** The files by which a daemon that was killed keeps the next one from starting. */
export interface DaemonFiles {
  /** dockerd's own: `/var/run/docker.pid`. */
  readonly pidFile: string
  /** Of the containerd that dockerd starts: `/var/run/docker/containerd`. */
  readonly containerd: string
  /** Of a containerd that is a service by itself; where this file exists dockerd uses it and starts none. */
  readonly systemContainerd: string | null
}

/** What Debian's dockerd uses. */
export const usualFiles: DaemonFiles = {
  pidFile: '/var/run/docker.pid',
  containerd: '/var/run/docker/containerd',
  systemContainerd: '/run/containerd/containerd.sock',
}

/** A process as /proc shows it. */
export interface ProcessFacts {
  /** Name of its executable, or its command name where that cannot be read. */
  readonly name: string
  /** The state letter: R, S, T, Z … */
  readonly state: string
}

/**
 * Whether a pid file is stale: its process is gone, is a zombie (nobody reaped it after it was killed), or is by now another
 * program. `program` is the name that it must have to be alive.
 */
export function isStale(pidFileText: string, program: string, seen: (pid: number) => ProcessFacts | null): boolean {
  const pid = Number(pidFileText.trim())
  if (!Number.isInteger(pid) || pid <= 0) return true
  const found = seen(pid)
  return found === null || found.state === 'Z' || found.name !== program
}

/** The process id of a dockerd that is alive, or null. */
export async function runningDaemon(files: DaemonFiles = usualFiles): Promise<number | null> {
  const text = await textOf(files.pidFile)
  if (text === null) return null
  const processes = await look(text)
  return isStale(text, 'dockerd', processes) ? null : Number(text.trim())
}

/**
 * Removes what a killed daemon left, and only that: pid files whose process does not run that program, sockets on which
 * nobody listens.
 *
 * @returns the files removed, for the person who is told.
 */
export async function clearLeftovers(files: DaemonFiles = usualFiles): Promise<readonly string[]> {
  const removed: string[] = []
  const pidFiles = [
    [files.pidFile, 'dockerd'],
    [join(files.containerd, 'containerd.pid'), 'containerd'],
  ] as const
  for (const [path, program] of pidFiles) {
    const text = await textOf(path)
    if (text === null || !isStale(text, program, await look(text))) continue
    await rm(path, { force: true })
    removed.push(path)
  }
  const sockets = ['containerd.sock', 'containerd.sock.ttrpc', 'containerd-debug.sock']
    .map((name) => join(files.containerd, name))
    .concat(files.systemContainerd ?? [])
  for (const path of sockets) {
    if (!(await nobodyListens(path))) continue
    await rm(path, { force: true })
    removed.push(path)
  }
  return removed
}

async function look(pidFileText: string): Promise<(pid: number) => ProcessFacts | null> {
  const pid = Number(pidFileText.trim())
  if (!Number.isInteger(pid) || pid <= 0) return () => null
  const facts = await processFacts(pid)
  return () => facts
}

async function processFacts(pid: number): Promise<ProcessFacts | null> {
  const stat = await textOf(`/proc/${pid}/stat`)
  // `4711 (name) S …`: the name may hold spaces and parentheses, so it ends at the last one.
  const match = stat === null ? null : /^\d+ \(([\s\S]*)\) (\S)/.exec(stat)
  if (!match) return null
  const executable = await readlink(`/proc/${pid}/exe`).catch(() => null)
  const name = executable === null ? (match[1] ?? '') : basename(executable).replace(/ \(deleted\)$/, '')
  return { name, state: match[2] ?? '' }
}

/** True where the socket file exists and a connection is refused: its owner is gone. Anything else is no proof. */
function nobodyListens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const done = (stale: boolean) => {
      socket.destroy()
      resolve(stale)
    }
    socket.setTimeout(1000, () => done(false))
    socket.on('connect', () => done(false))
    socket.on('error', (error) => done('code' in error && error.code === 'ECONNREFUSED'))
  })
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null)
}
