/** Scheduler states of proc_pid_stat(5): running, sleeping, disk sleep, stopped, traced, zombie, dead, idle. */
export type ProcessState = 'R' | 'S' | 'D' | 'T' | 't' | 'Z' | 'X' | 'I' | '?'

/** One process as `/proc` shows it. */
export interface Process {
  readonly pid: number
  readonly ppid: number
  readonly state: ProcessState
  /** Clock ticks (1/100 s) from boot to its start: with the pid it names a process for good. */
  readonly startTicks: number
  /** Its start, epoch milliseconds by the server's clock. */
  readonly startedAt: number
  readonly uid: number | null
  /** Name of its effective user, the number where it has no name; null when unreadable. */
  readonly user: string | null
  /** Path of its program without ` (deleted)`; null when unreadable and for threads of the kernel. */
  readonly executable: string | null
  /** Last part of `executable`, e.g. `python3.13`. */
  readonly program: string | null
  /** The program's file was replaced or removed since the start. */
  readonly deleted: boolean
  /** Its command line, word by word; empty for a zombie. */
  readonly command: readonly string[]
  readonly cwd: string | null
  /** `net:[4026531840]`; null when unreadable. */
  readonly netNamespace: string | null
  /** What its descriptor 0 is: a path, `pipe:[…]`, `socket:[…]`; null when closed or unreadable. */
  readonly stdin: string | null
  /** Inodes of the sockets that it holds; null when its descriptors could not be read. */
  readonly sockets: readonly number[] | null
  /** A thread of the kernel: no program, no descriptors. */
  readonly kernel: boolean
}

/** What one line of `/proc/PID/stat` says. */
export interface Stat {
  readonly pid: number
  readonly state: ProcessState
  readonly ppid: number
  readonly kernel: boolean
  readonly startTicks: number
}

const kernelThread = 0x00200000

/** Fields of proc_pid_stat(5). The name in parentheses may hold anything, line breaks and parentheses included. */
export function parseStat(text: string): Stat | null {
  const pid = /^(\d{1,10}) \(/.exec(text)?.[1]
  const close = text.lastIndexOf(')')
  if (pid === undefined || close < 0) return null
  // Field 3, the state, comes first after the name.
  const fields = text
    .slice(close + 2)
    .trim()
    .split(' ')
  const startTicks = Number(fields[19])
  if (!Number.isSafeInteger(startTicks) || fields[19] === undefined) return null
  return {
    pid: Number(pid),
    state: stateOf(fields[0]),
    ppid: Number(fields[1]) || 0,
    kernel: (Number(fields[6]) & kernelThread) !== 0,
    startTicks,
  }
}

function stateOf(letter: string | undefined): ProcessState {
  switch (letter) {
    case 'R':
    case 'S':
    case 'D':
    case 'T':
    case 't':
    case 'Z':
    case 'X':
    case 'I':
      return letter
    default:
      return '?'
  }
}

/** Words of `/proc/PID/cmdline`, each ended by a NUL; a title written over it (nginx, sshd) is one word. */
export function parseCommand(bytes: Buffer): readonly string[] {
  const text = bytes.toString('utf8')
  if (text === '') return []
  const words = text.replace(/\0$/, '').split('\0')
  // A title shorter than the words it was written over is padded with NULs.
  while (words.length > 1 && words.at(-1) === '' && words.slice(1).every((word) => word === '')) words.pop()
  return words
}

/** The chunks between marks, in order, whatever they hold: mark chunk mark chunk … mark. Bytes outside marks are dropped. */
export function chunksOf(data: Buffer, mark: Buffer): readonly Buffer[] {
  const chunks: Buffer[] = []
  let at = data.indexOf(mark)
  while (at >= 0) {
    const from = at + mark.length
    const next = data.indexOf(mark, from)
    // The last chunk counts only if its closing mark came: otherwise it may have been cut off.
    if (next < 0) break
    chunks.push(data.subarray(from, next))
    at = next
  }
  return chunks
}

/** One line of `ls -ln` that is a symbolic link: its name, and where it leads, null when that could not be read. */
export interface Link {
  readonly name: string
  readonly to: string | null
}

/**
 * Reads a link's line in the quoted form of `ls -lnQ` (GNU: C escapes, busybox: control characters as `?`), or in the
 * unquoted one of `ls -lnb` and `-lnq`.
 */
export function parseLink(line: string): Link | null {
  const quoted = /^l\S+ .*? ("(?:[^"\\]|\\.)*")(?: -> ("(?:[^"\\]|\\.)*"))?$/.exec(line)
  if (quoted?.[1] !== undefined) {
    return {
      name: unquote(quoted[1].slice(1, -1)),
      to: quoted[2] === undefined ? null : unquote(quoted[2].slice(1, -1)),
    }
  }
  // `lrwxrwxrwx 1 0 0 0 Nov 24 02:02 /proc/1/exe -> /usr/bin/tini`: eight columns before the name.
  const plain = /^l\S+ +\d+ +\S+ +\S+ +\d+ +\S+ +\S+ +\S+ ([^ ]+)(?: -> (.*))?$/.exec(line)
  if (plain?.[1] === undefined) return null
  return { name: unquote(plain[1]), to: plain[2] === undefined ? null : unquote(plain[2]) }
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 }

/** Undoes C escapes: `\n`, `\"`, `\\`, `\303\251`, and the blank of `ls -b`. */
function unquote(text: string): string {
  if (!text.includes('\\')) return text
  const bytes: Buffer[] = []
  for (const [, octal, letter, rest] of text.matchAll(/\\([0-7]{3})|\\([\s\S])|([^\\]+)/g)) {
    if (octal !== undefined) bytes.push(Buffer.from([Number.parseInt(octal, 8) & 255]))
    else if (letter !== undefined)
      bytes.push(escapes[letter] === undefined ? Buffer.from(letter) : Buffer.from([escapes[letter]]))
    else if (rest !== undefined) bytes.push(Buffer.from(rest))
  }
  return Buffer.concat(bytes).toString('utf8')
}

/** Links by process and name: `exe`, `cwd`, `ns/net`. */
export type ProcessLinks = ReadonlyMap<number, ReadonlyMap<string, string | null>>

/** Output of `ls -ln -d /proc/PID/exe /proc/PID/cwd …`. */
export function parseProcessLinks(lines: readonly string[]): ProcessLinks {
  const links = new Map<number, Map<string, string | null>>()
  for (const line of lines) {
    const link = parseLink(line)
    const named = link && /^\/proc\/(\d{1,10})\/(.+)$/.exec(link.name)
    if (!link || !named?.[1] || !named[2]) continue
    const pid = Number(named[1])
    const own = links.get(pid) ?? new Map<string, string | null>()
    own.set(named[2], link.to)
    links.set(pid, own)
  }
  return links
}

/** What a process holds open. */
export interface Descriptors {
  readonly stdin: string | null
  /** Null when its descriptors are there and may not be read. */
  readonly sockets: readonly number[] | null
}

/**
 * Output of `ls -ln /proc/1/fd /proc/7/fd …`. A process without its heading could not be opened: it is not in the map.
 *
 * Without its last line, `whole`, the output was cut off, and the last process with it.
 *
 * The right to read links is one for all descriptors of a process: where some could be read and one could not, that one was
 * closed in between.
 */
export function parseDescriptors(lines: readonly string[]): ReadonlyMap<number, Descriptors> {
  const found = new Map<number, Descriptors>()
  let links: Link[] = []
  let pid: number | null = null
  const close = () => {
    if (pid !== null) found.set(pid, descriptorsOf(links))
    links = []
  }
  for (const line of lines) {
    const heading = /^"?\/proc\/(\d{1,10}|self)\/fd"?:$/.exec(line)?.[1]
    if (heading === undefined) {
      const link = parseLink(line)
      if (link) links.push(link)
    } else {
      close()
      pid = heading === 'self' ? null : Number(heading)
    }
  }
  if (lines.at(-1) === 'whole') close()
  return found
}

function descriptorsOf(links: readonly Link[]): Descriptors {
  const seen = links.filter(({ to }) => to !== null)
  if (links.length > 0 && seen.length === 0) return { stdin: null, sockets: null }
  const sockets = seen.flatMap(({ to }) => {
    const inode = to === null ? undefined : /^socket:\[(\d{1,15})\]$/.exec(to)?.[1]
    return inode === undefined ? [] : [Number(inode)]
  })
  return { stdin: seen.find(({ name }) => name === '0')?.to ?? null, sockets }
}
