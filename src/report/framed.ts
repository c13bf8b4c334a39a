import type { Json } from '../evidence/json.ts'
import type { Excerpt } from './excerpt.ts'

const mostSections = 80
const longestLine = 160
/** Sections of up to so many times the lines are shown whole: little would be gained. */
const wholeUpTo = 3

/**
 * The output of a look inside, section by section with the first lines of each and its last: a plain beginning would show one section and
 * hide the others. Sections begin with a line that holds the look's boundary, which stands in the answer's head. Null for
 * any other output.
 */
export function framedExcerpt(bytes: Uint8Array, head: Json, linesEach: number): Excerpt | null {
  const boundary = boundaryOf(head)
  if (boundary === null) return null
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const parts = text.split(new RegExp(`(?:^|\\n)${boundary} ([^\\n]*)\\n`))
  if (parts.length < 3) return null
  const lines: string[] = []
  let shown = 0
  // Split leaves what stands before the first header, then header and text in turn.
  for (let index = 1; index < Math.min(parts.length, 2 * mostSections); index += 2) {
    const all = (parts[index + 1] ?? '').split('\n').filter((line) => line.trim() !== '')
    const few = all.length <= wholeUpTo * linesEach ? all : [...all.slice(0, linesEach - 1), ...all.slice(-1)]
    const told = few.map((line) => readable(line, boundary))
    if (few.length < all.length) told.splice(-1, 0, `   … ${all.length - few.length} …`)
    lines.push(`── ${parts[index]}`, ...told)
    shown += few.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
  }
  return { kind: 'text', text: lines.join('\n'), omitted: Math.max(0, bytes.byteLength - shown), tail: '' }
}

/** /proc separates with NUL what a person reads with spaces. */
function readable(line: string, boundary: string): string {
  const text = line.replaceAll(`E=${boundary}`, '').replaceAll('\0', ' ').trim()
  return text.length > longestLine ? `${text.slice(0, longestLine)}…` : text
}

function boundaryOf(head: Json): string | null {
  if (typeof head !== 'object' || head === null || !('boundary' in head)) return null
  const { boundary } = head
  return typeof boundary === 'string' && /^[0-9a-f]{32}$/.test(boundary) ? boundary : null
}
