/** One request as nginx logged it. Members that the log does not carry are null. */
export interface AccessEntry {
  /** As logged, e.g. `2026-01-06T00:36:05+08:00`. */
  readonly time: string | null
  /** The same as epoch milliseconds; null without a numeric offset: then it is three times, not one. */
  readonly timeAt: number | null
  /** Epoch milliseconds, from `msec`, else from `time` when that has a numeric offset. */
  readonly at: number | null
  readonly remoteAddr: string | null
  readonly method: string | null
  /** As it came in the request line, with its query. */
  readonly uri: string | null
  /** `HTTP/1.1`, `HTTP/2.0`. */
  readonly protocol: string | null
  readonly host: string | null
  readonly status: number | null
  /** Backends that were tried, in order; empty when nginx answered by itself. */
  readonly upstreamAddr: readonly string[]
  /** Their status codes; null where one did not answer. */
  readonly upstreamStatus: readonly (number | null)[]
  /** Seconds. */
  readonly requestTime: number | null
  readonly nonce: string | null
  readonly user: string | null
  readonly userAgent: string | null
  readonly tls: string | null
  readonly bytes: number | null
}

export interface AccessLog {
  /** In the log's order, which is the order in which the requests ended. */
  readonly entries: readonly AccessEntry[]
  /** Lines that are no JSON object. */
  readonly malformed: number
}

const longestLine = 64 * 1024

/** Reads lines of nginx's access log, one JSON object a line (`log_format … escape=json`). */
export function parseAccessLog(lines: readonly string[]): AccessLog {
  const entries: AccessEntry[] = []
  let malformed = 0
  for (const line of lines) {
    const entry = line.length > longestLine ? null : entryOf(line)
    if (entry) entries.push(entry)
    else malformed += 1
  }
  return { entries, malformed }
}

function entryOf(line: string): AccessEntry | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return null
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return null
  const raw = new Map<string, unknown>(Object.entries(parsed))
  const text = (name: string) => {
    const value = raw.get(name)
    if (typeof value === 'number') return String(value)
    return typeof value === 'string' && value !== '' && value !== '-' ? value : null
  }
  const number = (name: string) => numberOf(text(name))
  const time = text('time')
  const seconds = number('msec')
  return {
    time,
    timeAt: instantOf(time),
    at: seconds === null ? instantOf(time) : Math.round(seconds * 1000),
    remoteAddr: text('remote_addr'),
    method: text('method'),
    uri: text('uri'),
    protocol: text('protocol'),
    host: text('host'),
    status: number('status'),
    upstreamAddr: listOf(text('upstream_addr')),
    upstreamStatus: listOf(text('upstream_status')).map(numberOf),
    requestTime: number('request_time'),
    nonce: text('nonce'),
    user: text('user'),
    userAgent: text('user_agent'),
    tls: text('tls'),
    bytes: number('bytes'),
  }
}

/** nginx separates tries by `, ` and groups of them by ` : `; `-` stands where one did not answer. */
function listOf(text: string | null): readonly string[] {
  return text === null ? [] : text.split(/, | : /)
}

function numberOf(text: string | null): number | null {
  return text !== null && /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : null
}

function instantOf(time: string | null): number | null {
  if (time === null || !/(Z|[+-]\d\d:?\d\d)$/.test(time)) return null
  const at = Date.parse(time)
  return Number.isNaN(at) ? null : at
}
