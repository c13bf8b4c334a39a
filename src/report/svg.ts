import { visible } from './visible.ts'
import { columnsOf, widthOf } from './width.ts'

interface Style {
  readonly color: string | null
  readonly bold: boolean
  readonly dim: boolean
  readonly underline: boolean
}

/** Text of one style on one line, and the column at which it begins. */
interface Run {
  readonly text: string
  readonly column: number
  readonly style: Style
}

const plain: Style = { color: null, bold: false, dim: false, underline: false }

const ink = '#d7dce2'
const paper = '#15191f'
const palette: Readonly<Record<number, string>> = {
  30: '#5c6570',
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76d9e6',
  37: ink,
  90: '#8b949e',
}

const cell = { width: 8.4, height: 20, font: 14 } as const
const mostColumns = 110
const margin = { x: 20, top: 44, bottom: 20 } as const

/**
 * A picture of a terminal's text: colours as `util.styleText` sets them, every other escape shown as what it is. It refers to
 * nothing outside itself. `title` stands in the window's bar and is its name for those who cannot see it.
 */
export function renderSvg(text: string, title: string): string {
  const lines = rowsOf(text.replace(/\n+$/, ''), mostColumns)
  const columns = Math.max(40, ...lines.flat().map((run) => run.column + widthOf(run.text)))
  const width = Math.ceil(columns * cell.width + 2 * margin.x)
  const height = lines.length * cell.height + margin.top + margin.bottom
  const name = xml(visible(title))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${name}">`,
    `<title>${name}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${paper}"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map(
      (fill, index) => `<circle cx="${22 + index * 18}" cy="20" r="5.5" fill="${fill}"/>`,
    ),
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'WenQuanYi Micro Hei Mono', monospace" font-size="${cell.font}" fill="${ink}" xml:space="preserve">`,
    `<text x="${width / 2}" y="24.5" text-anchor="middle" fill="${palette[90]}" font-size="12">${name}</text>`,
    ...lines.flatMap((runs, row) => runs.map((run) => tspan(run, row))),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function tspan({ text, column, style }: Run, row: number): string {
  const columns = widthOf(text)
  const attributes = [
    `x="${number(margin.x + column * cell.width)}"`,
    `y="${number(margin.top + row * cell.height + 14)}"`,
    // Whatever font a reader has, columns stay under each other.
    ...(columns === text.length
      ? [`textLength="${number(columns * cell.width)}" lengthAdjust="spacingAndGlyphs"`]
      : []),
    ...(style.color === null ? [] : [`fill="${style.color}"`]),
    ...(style.bold ? ['font-weight="bold"'] : []),
    ...(style.dim ? ['opacity="0.62"'] : []),
    ...(style.underline ? ['text-decoration="underline"'] : []),
  ]
  return `<text ${attributes.join(' ')}>${xml(text)}</text>`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour is what is looked for
const colour = /\x1b\[([\d;]*)m/

/**
 * Rows of a text as a terminal of so many columns shows it, longer lines going on in the next row. Spaces at either end of a
 * run are left to the columns.
 */
function rowsOf(text: string, columns: number): Run[][] {
  const rows: Run[][] = []
  let style = plain
  for (const line of text.split('\n')) {
    let row: Run[] = []
    let column = 0
    rows.push(row)
    for (const [index, part] of line.split(colour).entries()) {
      if (index % 2 === 1) {
        style = part.split(';').reduce((current, code) => styled(current, Number(code)), style)
        continue
      }
      for (const piece of piecesOf(visible(part), () => columns - column)) {
        if (piece === '\n') {
          row = []
          column = 0
          rows.push(row)
          continue
        }
        if (piece.trim() !== '') row.push({ text: piece, column, style })
        column += widthOf(piece)
      }
    }
  }
  return rows
}

/** Pieces of one font and one row each; a line break stands where a row is full. `room` says how many columns are left. */
function* piecesOf(text: string, room: () => number): Generator<string> {
  for (const [run] of text.matchAll(/ +|[^ ]+(?: [^ ]+)*/g)) {
    for (const piece of byWidth(run)) {
      let rest = piece
      while (widthOf(rest) > room()) {
        const fits = beginningOf(rest, room())
        if (fits !== '') yield fits
        yield '\n'
        rest = rest.slice(fits.length)
      }
      yield rest
    }
  }
}

function beginningOf(text: string, columns: number): string {
  let taken = 0
  let kept = ''
  for (const character of text) {
    taken += columnsOf(character)
    if (taken > columns) break
    kept += character
  }
  return kept
}

/** Wide characters come from other fonts, with a width of their own: each stands by itself, at its column. */
function byWidth(text: string): string[] {
  const parts: string[] = []
  let last: 1 | 2 | null = null
  for (const character of text) {
    const columns = columnsOf(character)
    const kind: 1 | 2 | null = columns === 0 ? last : columns
    if (columns === 0 ? parts.length > 0 : kind === 1 && last === 1) parts.push(parts.pop() + character)
    else parts.push(character)
    last = kind
  }
  return parts
}

function styled(style: Style, code: number): Style {
  switch (code) {
    case 0:
      return plain
    case 1:
      return { ...style, bold: true }
    case 2:
      return { ...style, dim: true }
    case 22:
      return { ...style, bold: false, dim: false }
    case 4:
      return { ...style, underline: true }
    case 24:
      return { ...style, underline: false }
    case 39:
      return { ...style, color: null }
    default:
      return code in palette ? { ...style, color: palette[code] ?? null } : style
  }
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10)
}
