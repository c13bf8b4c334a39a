/** A file's facts, links followed. */
export interface FileFacts {
  readonly path: string
  readonly exists: boolean
  /** Octal permission bits, e.g. `600`; empty when it does not exist, as are owner and group. */
  readonly mode: string
  readonly owner: string
  readonly group: string
  /** Octets. */
  readonly size: number
  /** Last change of its content, epoch milliseconds. */
  readonly mtime: number
  /** SHA-256 of its content, hex; null for files that hold secrets, logs, and what could not be read. */
  readonly sha256: string | null
}

/** What `stat -L -c` writes a line for; the order of the columns that `parseStats` reads. */
export const statFormat = '%a %u %g %s %Y %U %G %y %n'

/** Lines of `stat -L -c '<statFormat>'`, with the digests that `sha256sum` gave of some of them. */
export function parseFiles(
  statLines: readonly string[],
  digestLines: readonly string[],
): ReadonlyMap<string, FileFacts> {
  const digests = new Map<string, string>()
  for (const line of digestLines) {
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line)
    if (match?.[1] && match[2]) digests.set(match[2], match[1])
  }
  const files = new Map<string, FileFacts>()
  for (const line of statLines) {
    const match =
      /^([0-7]{1,5}) (\d+) (\d+) (\d+) (\d+) (\S+) (\S+) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.(\d{1,9}))?(?: [+-]\d{4})? (\/.*)$/.exec(
        line,
      )
    if (!match) continue
    const [, mode = '', uid = '', gid = '', size = '', seconds = '', user = '', group = '', fraction = '', path = ''] =
      match
    const milliseconds = Math.floor(Number(`0.${fraction || '0'}`) * 1000)
    files.set(path, {
      path,
      exists: true,
      mode,
      owner: user === 'UNKNOWN' ? uid : user,
      group: group === 'UNKNOWN' ? gid : group,
      size: Number(size),
      mtime: Number(seconds) * 1000 + milliseconds,
      sha256: digests.get(path) ?? null,
    })
  }
  return files
}

/** What is said of a file that is not there. */
export function absentFile(path: string): FileFacts {
  return { path, exists: false, mode: '', owner: '', group: '', size: 0, mtime: 0, sha256: null }
}
