/** Characters that take two columns in a terminal (Unicode's East Asian Wide and Fullwidth, and emoji). */
const wide =
  /[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{33ff}\u{3400}-\u{4dbf}\u{4e00}-\u{a4cf}\u{a960}-\u{a97f}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe10}-\u{fe19}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u
const mark = /\p{M}/u

/** Columns that one character takes in a terminal. */
export function columnsOf(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  if (mark.test(character)) return 0
  return wide.test(character) ? 2 : 1
}

/** Columns that a visible text takes in a terminal; it must hold no control character. */
export function widthOf(text: string): number {
  let columns = 0
  for (const character of text) columns += columnsOf(character)
  return columns
}

/** The text filled up with spaces to so many columns. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

/** The text cut to so many columns, with `…` for what was dropped. */
export function clipped(text: string, columns: number): string {
  if (text.length <= columns && widthOf(text) <= columns) return text
  let kept = ''
  let taken = 0
  for (const character of text) {
    taken += columnsOf(character)
    if (taken > columns - 1) break
    kept += character
  }
  return `${kept}…`
}

/** Where a line may break: after a space, and on either side of an ideograph; what stands in between stays together. */
const pieces = /\p{Script=Han}[，。；：、！？）」』”]*|[^\s\p{Script=Han}]+\s*|\s+/gu

/** Lines of at most so many columns, broken between words where that is possible. Breaks of the text itself are kept. */
export function wrapped(text: string, columns: number): string[] {
  const room = Math.max(2, columns)
  return text.split('\n').flatMap((line) => wrapLine(line, room))
}

function wrapLine(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line]
  const lines: string[] = []
  let current = ''
  let taken = 0
  const flush = () => {
    lines.push(current.trimEnd())
    current = ''
    taken = 0
  }
  for (const [piece] of line.matchAll(pieces)) {
    const needed = widthOf(piece.trimEnd())
    if (taken > 0 && taken + needed > columns) flush()
    if (needed <= columns) {
      current += piece
      taken += widthOf(piece)
      continue
    }
    // A word longer than a line breaks wherever the line ends.
    for (const character of piece) {
      const more = columnsOf(character)
      if (taken + more > columns) flush()
      current += character
      taken += more
    }
  }
  if (current.trimEnd() !== '' || lines.length === 0) flush()
  return lines
}
