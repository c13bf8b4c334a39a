/** One spelling under which a secret could appear in bytes. */
export interface Needle {
  readonly secret: string
  readonly bytes: Buffer
  /** Base64 at a foreign alignment shares its outermost characters with the neighbours: take those too. */
  readonly ragged: boolean
}

/** Shortest secret that can be searched for without hitting innocent text. Octets. */
export const shortestSecret = 8

/**
 * Every spelling of the secrets that we look for: plain, JSON-escaped, percent-encoded (minimal and of every octet), hex and
 * base64 (both alphabets, at each of the three alignments that it has inside a longer string such as `user:password`).
 */
export function needlesOf(secrets: ReadonlyMap<string, string>): readonly Needle[] {
  const found = new Map<string, Needle>()
  const add = (secret: string, bytes: Buffer, ragged: boolean) => {
    if (bytes.length === 0) return
    const key = bytes.toString('latin1')
    if (!found.has(key)) found.set(key, { secret, bytes, ragged })
  }
  for (const [name, value] of secrets) {
    const octets = Buffer.from(value, 'utf8')
    for (const spelling of textSpellings(value, octets)) add(name, Buffer.from(spelling, 'utf8'), false)
    for (const spelling of base64Spellings(octets)) add(name, Buffer.from(spelling, 'latin1'), true)
  }
  // The longest first, so that a short spelling never leaves the rest of a long one behind.
  return [...found.values()].sort((a, b) => b.bytes.length - a.bytes.length)
}

function textSpellings(value: string, octets: Buffer): string[] {
  const hex = octets.toString('hex')
  const percent = hex.replaceAll(/../g, '%$&')
  const minimal = encodeURIComponent(value)
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    minimal,
    minimal.replaceAll(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    minimal.replaceAll('%20', '+'),
    percent,
    percent.toUpperCase(),
    hex,
    hex.toUpperCase(),
  ]
}

function base64Spellings(octets: Buffer): string[] {
  const spellings: string[] = []
  for (const offset of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(offset), octets])
    const text = padded.toString('base64').replaceAll('=', '')
    // Characters that also carry bits of what stands before or after the secret.
    const start = Math.ceil((offset * 8) / 6)
    const end = Math.floor((padded.length * 8) / 6)
    const core = text.slice(start, end)
    if (core.length < shortestSecret) continue
    spellings.push(core, core.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return spellings
}
