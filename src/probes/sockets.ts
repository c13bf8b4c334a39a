/** One row of `/proc/net/tcp` or `tcp6` in state LISTEN. */
export interface ListenRow {
  readonly family: 4 | 6
  /** In the kernel's words: `127.0.0.1`, `0.0.0.0`, `::`, `::1`. */
  readonly address: string
  readonly port: number
  readonly uid: number
  readonly inode: number
  /** Connections that wait to be accepted. */
  readonly waiting: number
}

/** A table of sockets. */
export interface ListenTable {
  readonly rows: readonly ListenRow[]
  /** False when the table was cut off while listening sockets were still coming. The kernel lists them first. */
  readonly complete: boolean
}

/** Reads `/proc/net/tcp` or `/proc/net/tcp6`, of which only the beginning may be there. */
export function parseListenTable(text: string, family: 4 | 6): ListenTable {
  const rows: ListenRow[] = []
  let complete = text.startsWith('  sl')
  const lines = text.split('\n')
  const torn = lines.pop() !== ''
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue
    const fields = line.trim().split(/\s+/)
    // The first one that does not listen: no listening one follows.
    if (fields[3] !== '0A') return { rows, complete }
    const row = rowOf(fields, family)
    if (row) rows.push(row)
    else complete = false
  }
  return { rows, complete: complete && !torn }
}

function rowOf(fields: readonly string[], family: 4 | 6): ListenRow | null {
  const local = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(fields[1] ?? '')
  const queues = /^[0-9A-F]+:([0-9A-F]+)$/.exec(fields[4] ?? '')
  const uid = Number(fields[7])
  const inode = Number(fields[9])
  if (!local?.[1] || !local[2] || !queues?.[1] || !Number.isSafeInteger(uid) || !Number.isSafeInteger(inode))
    return null
  if (local[1].length !== (family === 4 ? 8 : 32)) return null
  return {
    family,
    address: family === 4 ? address4(local[1]) : address6(local[1]),
    port: Number.parseInt(local[2], 16),
    uid,
    inode,
    waiting: Number.parseInt(queues[1], 16),
  }
}

/** Words of 32 bits in the machine's order, which is little-endian on every machine that we meet. */
function octets(hex: string): number[] {
  const words = hex.match(/.{8}/g) ?? []
  return words.flatMap((word) => (word.match(/../g) ?? []).reverse().map((octet) => Number.parseInt(octet, 16)))
}

function address4(hex: string): string {
  return octets(hex).join('.')
}

/** RFC 5952: the longest run of zero groups is `::`. */
function address6(hex: string): string {
  const bytes = octets(hex)
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  )
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff')
    return `::ffff:${bytes.slice(12).join('.')}`
  let best = { from: -1, length: 1 }
  for (let from = 0; from < 8; from += 1) {
    let length = 0
    while (groups[from + length] === '0') length += 1
    if (length > best.length) best = { from, length }
  }
  if (best.from < 0) return groups.join(':')
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`
}

/** A listening socket as `ss` shows it. */
export interface SsListener {
  readonly family: 4 | 6
  readonly address: string
  readonly port: number
  /** Processes that hold it; null when `ss` shows none, which it also does where it may not look. */
  readonly pids: readonly number[] | null
  readonly backlog: number
}

/**
 * Reads `ss -Hltnp`. `[::]` and `*` are `::`, an interface after `%` is dropped, so that rows compare with the kernel's.
 *
 * @returns null when a line is not in the expected form: then `ss` has told us nothing that could be compared.
 */
export function parseSs(lines: readonly string[]): readonly SsListener[] | null {
  const found: SsListener[] = []
  for (const line of lines) {
    const match = /^LISTEN\s+\d+\s+(\d+)\s+(\S+):(\d+)\s+\S+:\*(?:\s+(users:.*))?\s*$/.exec(line)
    if (!match?.[1] || !match[2] || !match[3]) return null
    const host = match[2].replace(/%[^\]]*/, '')
    const address = host === '*' ? '::' : host.replace(/^\[(.*)\]$/, '$1')
    const users = match[4]
    const pids =
      users === undefined ? null : [...users.matchAll(/,pid=(\d{1,10}),fd=\d+\)/g)].map(([, pid]) => Number(pid))
    found.push({
      family: address.includes(':') ? 6 : 4,
      address,
      port: Number(match[3]),
      pids: pids && [...new Set(pids)].sort((a, b) => a - b),
      backlog: Number(match[1]),
    })
  }
  return found
}
