import { grouped } from './amounts.ts'
import { visible } from './visible.ts'

/** The beginning of a text, with its length named where something was dropped. Characters. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, endBefore(text, most))}… (${grouped(text.length)} chars)`
}

/** A sentence, an id or a name from the record as one bounded line that shows what it holds. */
export function brief(text: string, most = 400): string {
  return visible(shortened(text, most))
}

/** How much of the common beginning is kept before the first difference. */
const lead = 24

/**
 * Expected and observed, shortened so that the first difference stays in sight: two long header values that differ at their
 * end must not both be told as the same beginning.
 */
export function shortenedPair(
  expected: string,
  observed: string,
  most: number,
): { readonly expected: string; readonly observed: string } {
  const from = firstDifference(expected, observed)
  const late = from > most - lead && expected !== observed && expected !== '' && observed !== ''
  const begin = late ? startAfter(expected, from - lead) : 0
  const cut = (text: string) =>
    begin === 0 ? shortened(text, most) : `…${shortened(text.slice(Math.min(begin, text.length)), most)}`
  return { expected: cut(expected), observed: cut(observed) }
}

function firstDifference(a: string, b: string): number {
  const end = Math.min(a.length, b.length)
  let index = 0
  while (index < end && a[index] === b[index]) index += 1
  return index
}

/** Not between the halves of a surrogate pair. */
function endBefore(text: string, index: number): number {
  return isTrailing(text, index) ? index - 1 : index
}

function startAfter(text: string, index: number): number {
  return isTrailing(text, index) ? index + 1 : index
}

function isTrailing(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff
}
