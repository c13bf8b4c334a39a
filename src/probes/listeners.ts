import type { Sections } from './framing.ts'
import type { ReadContext } from './probe.ts'
import type { ProcessTable } from './processes.ts'
import type { Process } from './procfs.ts'
import { type ListenRow, parseListenTable } from './sockets.ts'

/** A listening TCP socket. */
export interface Listener {
  readonly family: 4 | 6
  /** In the kernel's words: `127.0.0.1`, `0.0.0.0`, `::`, `::1`. */
  readonly address: string
  readonly port: number
  readonly inode: number
  /** Network namespace in which it listens; null when unreadable. */
  readonly netNamespace: string | null
  /** Connections that wait to be accepted; and how many may wait, as `ss` says, null without `ss`. */
  readonly queue: { readonly receive: number; readonly backlog: number | null }
  /**
   * All processes that hold it, by pid. Unseen where the descriptors of any process could not be read, for then it may be one
   * more, and where nobody seems to hold it: every listening socket is somebody's.
   */
  readonly owners: readonly Process[]
}

/** What one look knows of listening sockets. */
export interface ListenerTable {
  readonly listeners: readonly Listener[]
  readonly complete: boolean
}

/** Joins sockets with the processes that hold their inodes. */
export function listenerTable(
  sections: Sections,
  table: ProcessTable,
  backlogOf: (row: ListenRow) => number | null,
  unseen: ReadContext['unseen'],
): ListenerTable {
  const holders = new Map<number, Process[]>()
  for (const process of table.processes) {
    for (const inode of new Set(process.sockets)) holders.set(inode, [...(holders.get(inode) ?? []), process])
  }
  const blind = table.processes.filter(({ sockets }) => sockets === null)
  const namespaces = new Map(table.processes.map(({ pid, netNamespace }) => [String(pid), netNamespace]))

  const listeners: Listener[] = []
  let complete = sections.get('tcp') !== null
  for (const family of [4, 6] as const) {
    for (const { argument, data } of sections.all(family === 4 ? 'tcp' : 'tcp6')) {
      const { rows, complete: whole } = parseListenTable(data.toString('utf8'), family)
      // The process whose table it was may have ended; a namespace without processes is not the server's.
      if (!whole && (argument === 'self' || data.length > 0)) complete = false
      const netNamespace = argument === 'self' ? table.netNamespace : (namespaces.get(argument) ?? null)
      for (const row of rows) {
        const { address, port, inode, waiting } = row
        const owners = holders.get(inode) ?? []
        listeners.push({
          family,
          address,
          port,
          inode,
          netNamespace,
          queue: { receive: waiting, backlog: argument === 'self' ? backlogOf(row) : null },
          get owners() {
            return ownersOf(owners, blind, table.complete, `${address}:${port}`, unseen)
          },
        })
      }
    }
  }
  return { listeners, complete }
}

function ownersOf(
  owners: readonly Process[],
  blind: readonly Process[],
  complete: boolean,
  socket: string,
  unseen: ReadContext['unseen'],
): readonly Process[] {
  const [first] = blind
  if (first) {
    const who = `process ${first.pid} of user ${first.user ?? 'unknown'}`
    return unseen(
      'permission',
      `who holds ${socket} could not be seen: the descriptors of ${who} (${blind.length} in all) are unreadable`,
      owners,
    )
  }
  if (!complete)
    return unseen('look-cut', `who holds ${socket} could not be seen: the list of processes is not whole`, owners)
  if (owners.length === 0)
    return unseen('owner-invisible', `${socket} is held by a process that this look cannot see`, owners)
  return owners
}
