import type { Sections } from './framing.ts'
import {
  chunksOf,
  type Descriptors,
  type Process,
  type ProcessLinks,
  parseCommand,
  parseDescriptors,
  parseProcessLinks,
  parseStat,
} from './procfs.ts'

/** What turns ticks since boot into a moment. */
export interface BootClock {
  /** Epoch milliseconds at tick 0. */
  readonly booted: number
}

/** Milliseconds of a clock tick: USER_HZ is 100 on every architecture that Linux servers run on. */
const tick = 10

/** The processes of a look, by pid. */
export interface ProcessTable {
  readonly processes: readonly Process[]
  /** False when processes are missing because the look was cut off. */
  readonly complete: boolean
  /** Network namespace that the look itself was taken in; null when unreadable. */
  readonly netNamespace: string | null
}

/** Joins the sections that `processesPart` and `socketsPart` wrote. Our own shell, and what ended meanwhile, is left out. */
export function processTable(sections: Sections, boundary: string, { booted }: BootClock): ProcessTable {
  const listed = sections.lines('processes')
  const stat = sections.get('stat')
  if (!listed || !stat) return { processes: [], complete: false, netNamespace: null }
  const chunks = chunksOf(stat.data, Buffer.from(`E=${boundary}\0`))
  const links: ProcessLinks = parseProcessLinks(sections.lines('links') ?? [])
  const descriptors = parseDescriptors(sections.lines('descriptors') ?? [])
  const names = userNames(sections.lines('users') ?? [])
  const observer = Number(sections.get('observer')?.argument)
  const gone = new Set((sections.lines('gone') ?? []).map(Number))

  const processes: Process[] = []
  let complete = chunks.length >= listed.length * 2
  for (const [index, line] of listed.entries()) {
    const [pid = 0, uid] = line.split(' ').map(Number)
    if (pid === observer || gone.has(pid)) continue
    const parsed = parseStat(chunks[index * 2]?.toString('utf8') ?? '')
    if (!parsed || parsed.pid !== pid) {
      complete = false
      continue
    }
    const { state, ppid, kernel, startTicks } = parsed
    const own = links.get(pid)
    const executable = own?.get('exe') ?? null
    const path = executable?.replace(/ \(deleted\)$/, '') ?? null
    const { stdin, sockets } = held(state === 'Z' || kernel, descriptors.get(pid))
    processes.push({
      pid,
      ppid,
      state,
      startTicks,
      startedAt: Math.round(booted + startTicks * tick),
      uid: uid !== undefined && Number.isSafeInteger(uid) ? uid : null,
      user: userOf(uid, names),
      executable: path,
      program: path?.split('/').at(-1) ?? null,
      deleted: path !== executable,
      command: parseCommand(chunks[index * 2 + 1] ?? Buffer.alloc(0)),
      cwd: own?.get('cwd') ?? null,
      netNamespace: own?.get('ns/net') ?? null,
      stdin,
      sockets,
      kernel,
    })
  }
  return { processes, complete, netNamespace: links.get(observer)?.get('ns/net') ?? null }
}

/** What has ended and what belongs to the kernel holds nothing, whether or not we may look. */
function held(nothing: boolean, seen: Descriptors | undefined): Descriptors {
  if (nothing) return { stdin: null, sockets: [] }
  return seen ?? { stdin: null, sockets: null }
}

function userOf(uid: number | undefined, names: ReadonlyMap<number, string>): string | null {
  if (uid === undefined || !Number.isSafeInteger(uid)) return null
  return names.get(uid) ?? String(uid)
}

function userNames(lines: readonly string[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const line of lines) {
    const match = /^(\d{1,10}) (\S+)$/.exec(line)
    // The first name of a number is the one that the system shows.
    if (match?.[1] && match[2] && !names.has(Number(match[1]))) names.set(Number(match[1]), match[2])
  }
  return names
}
