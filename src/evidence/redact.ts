import type { Json } from './json.ts'
import { type Needle, needlesOf } from './needles.ts'

/** Bytes without secrets, and the names of those that were in them. */
interface Redacted<T> {
  readonly value: T
  readonly names: ReadonlySet<string>
}

/** Blacks out known secrets, in every spelling, before anything is hashed, written or told. */
export class Redactor {
  readonly #needles: readonly Needle[]

  constructor(secrets: ReadonlyMap<string, string>) {
    this.#needles = needlesOf(secrets)
  }

  /** Replaces each occurrence by `[redacted:<name>]`. */
  bytes(input: Uint8Array): Redacted<Buffer> {
    const names = new Set<string>()
    let current = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
    for (const needle of this.#needles) {
      if (!current.includes(needle.bytes)) continue
      names.add(needle.secret)
      current = replaceAll(current, needle)
    }
    return { value: current, names }
  }

  text(input: string): Redacted<string> {
    const { value, names } = this.bytes(Buffer.from(input, 'utf8'))
    return names.size === 0 ? { value: input, names } : { value: value.toString('utf8'), names }
  }

  /** Redacts every string of plain data, member names included. */
  json(input: Json): Redacted<Json> {
    const names = new Set<string>()
    const visit = (value: Json | undefined): Json => {
      if (typeof value === 'string') {
        const cleaned = this.text(value)
        for (const name of cleaned.names) names.add(name)
        return cleaned.value
      }
      if (value === null || value === undefined || typeof value !== 'object') return value ?? null
      if (Array.isArray(value)) return value.map(visit)
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [visit(key) as string, visit(member)]))
    }
    return { value: visit(input), names }
  }

  /** Names of the secrets that stand in these bytes, in any spelling. */
  find(input: Uint8Array): string[] {
    const haystack = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
    return [...new Set(this.#needles.filter((needle) => haystack.includes(needle.bytes)).map(({ secret }) => secret))]
  }
}

function replaceAll(haystack: Buffer, needle: Needle): Buffer<ArrayBuffer> {
  const mark = Buffer.from(`[redacted:${needle.secret}]`)
  const parts: Buffer[] = []
  let from = 0
  for (;;) {
    const at = haystack.indexOf(needle.bytes, from)
    if (at < 0) break
    let start = at
    let end = at + needle.bytes.length
    if (needle.ragged && start > from && isBase64(haystack[start - 1])) start -= 1
    if (needle.ragged && isBase64(haystack[end])) end += 1
    parts.push(haystack.subarray(from, start), mark)
    from = end
  }
  parts.push(haystack.subarray(from))
  return Buffer.concat(parts)
}

function isBase64(octet: number | undefined): boolean {
  return octet !== undefined && /[A-Za-z0-9+/_-]/.test(String.fromCharCode(octet))
}
