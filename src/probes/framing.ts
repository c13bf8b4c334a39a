import { randomBytes } from 'node:crypto'

/**
 * The look's output is cut into sections by lines that hold 32 random hex digits. They are made for each look and travel in
 * the script, on standard input: what is observed cannot know them in time, so it cannot forge the start of a section.
 */
export function newBoundary(): string {
  return randomBytes(16).toString('hex')
}

/** Shell function `s NAME [ARGUMENTS]` that begins a section; the counterpart of `sectionsOf`. */
export function sectionFunction(boundary: string): string {
  // Word by word: `$*` would be joined by whatever IFS is just then.
  return `B=${boundary}\ns() { printf '\\n%s' "$B"; printf ' %s' "$@"; printf '\\n'; }\n`
}

/** One section of a look, its bytes as they came. */
export interface Section {
  readonly name: string
  /** The rest of the section's first line. */
  readonly argument: string
  readonly data: Buffer
}

/** Name of the section that the script writes last of all. */
export const endSection = 'end'

/** The sections of one look. */
export class Sections {
  readonly #sections: readonly Section[]

  constructor(sections: readonly Section[]) {
    this.#sections = sections
  }

  /** True when the look came to its end; otherwise later sections are missing, and the last one counts as missing. */
  get whole(): boolean {
    return this.#sections.at(-1)?.name === endSection
  }

  /** The first section of this name; null when it never came or was cut off. */
  get(name: string): Section | null {
    return this.all(name)[0] ?? null
  }

  /** The last section where it was cut off, if it is this one: for text of which each line counts by itself. */
  torn(name: string): Section | null {
    const last = this.#sections.at(-1)
    return last?.name === name && !this.whole ? last : null
  }

  all(name: string): readonly Section[] {
    const complete = this.whole ? this.#sections : this.#sections.slice(0, -1)
    return complete.filter((section) => section.name === name)
  }

  /** The section's text without its last line break; null when it never came. */
  text(name: string): string | null {
    return this.get(name)?.data.toString('utf8').replace(/\n$/, '') ?? null
  }

  /** The section's lines, empty ones left out; null when it never came. */
  lines(name: string): readonly string[] | null {
    return this.text(name)?.split('\n').filter(Boolean) ?? null
  }
}

/** Cuts a look's output. Total: whatever the bytes are, the result is some list of sections, maybe an empty one. */
export function sectionsOf(bytes: Uint8Array, boundary: string): Sections {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!/^[0-9a-f]{32}$/.test(boundary)) return new Sections([])
  const mark = Buffer.from(`\n${boundary} `)
  const sections: Section[] = []
  let at = buffer.indexOf(mark)
  while (at >= 0) {
    const from = at + mark.length
    const next = buffer.indexOf(mark, from)
    const end = next < 0 ? buffer.length : next
    const line = buffer.indexOf(0x0a, from)
    // A header without its line break was cut off while it was written.
    if (line < 0) break
    const [name = '', ...rest] = buffer.subarray(from, Math.min(line, end)).toString('utf8').split(' ')
    sections.push({ name, argument: rest.join(' '), data: buffer.subarray(Math.min(line + 1, end), end) })
    at = next
  }
  return new Sections(sections)
}
