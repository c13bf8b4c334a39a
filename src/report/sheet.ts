import { type Paint, painter } from './paint.ts'
import { clipped, padded, widthOf, wrapped } from './width.ts'

type Format = Parameters<Paint>[0]

/** Columns of a label with the space after it, and of what stands before it. */
const labelColumns = 10
const labelIndent = 2
/** Narrowest sheet that is still set; a narrower terminal breaks the lines itself. */
const narrowest = 40
const widest = 120

/** Lines for a terminal, of a bounded width. What it is given must hold no control character: `visible` sees to that. */
export class Sheet {
  readonly paint: Paint
  readonly #width: number
  readonly #lines: string[] = []

  constructor({ color, width }: { readonly color: boolean; readonly width: number }) {
    this.paint = painter(color)
    this.#width = Math.min(widest, Math.max(narrowest, Number.isFinite(width) ? width : widest))
  }

  /** An empty line, but never two and none at the beginning. */
  gap(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('')
  }

  /** A title: a word that catches the eye, and behind it what it is about. */
  title(word: string, format: Format, text = '', textFormat: Format = 'bold'): void {
    if (text === '') {
      this.text(word, 0, format)
      return
    }
    const lead = `${word}  `
    const columns = widthOf(lead)
    for (const [index, line] of wrapped(text, this.#width - columns).entries()) {
      this.#push(index === 0 ? `${this.paint(format, word)}  ` : ' '.repeat(columns), line, textFormat)
    }
  }

  /** A paragraph. */
  text(text: string, indent: number, format: Format | null = null): void {
    for (const line of wrapped(text, this.#width - indent)) this.#push(' '.repeat(indent), line, format)
  }

  /** A paragraph behind a mark, its further lines set in. */
  item(mark: string, text: string, most = 5): void {
    const lead = `  ${mark} `
    const lines = wrapped(text, this.#width - lead.length)
    for (const [index, line] of lines.slice(0, most).entries()) {
      this.#push(index === 0 ? lead : ' '.repeat(lead.length), line, null)
    }
  }

  /** A value behind its label, at most so many lines of it. */
  field(label: string, text: string, format: Format | null, most: number): void {
    const room = this.#width - labelIndent - labelColumns
    const lines = wrapped(text, room)
    for (const [index, line] of lines.slice(0, most).entries()) {
      const cut = index === most - 1 && lines.length > most
      this.#push(this.#label(index === 0 ? label : '', labelIndent), cut ? clipped(`${line} …`, room) : line, format)
    }
  }

  /** A text behind its label that must be copied whole: its lines are never broken. */
  verbatim(label: string, text: string, format: Format | null, indent = labelIndent): void {
    for (const [index, line] of text.split('\n').entries()) {
      this.#push(this.#label(index === 0 ? label : '', indent), line, format)
    }
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }

  #label(label: string, indent: number): string {
    const gap = widthOf(label) >= labelColumns ? `${label} ` : padded(label, labelColumns)
    return ' '.repeat(indent) + this.paint('dim', gap)
  }

  #push(lead: string, text: string, format: Format | null): void {
    this.#lines.push(`${lead}${format === null ? text : this.paint(format, text)}`.trimEnd())
  }
}
