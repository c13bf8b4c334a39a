/** One directive: `name args… ;` or `name args… { block }`. */
export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  /** Null for one that ends with `;`. */
  readonly block: readonly Directive[] | null
  readonly file: string
  /** From 1. */
  readonly line: number
}

export interface ParsedFile {
  readonly directives: readonly Directive[]
  /** Braces that do not match, statements that do not end: nginx would reject each. */
  readonly malformed: number
}

const deepest = 40
const mostTokens = 200_000

interface Token {
  /** A word, or one of the three signs when they were not quoted. */
  readonly text: string
  readonly sign: boolean
  readonly line: number
}

/** Reads one file of nginx configuration. Total: what nginx would reject is counted, and the rest is read. */
export function parseNginxFile(text: string, file: string): ParsedFile {
  const top: Directive[] = []
  const open: Directive[][] = [top]
  let words: Token[] = []
  let malformed = 0
  let beyond = 0
  const take = (block: Directive[] | null) => {
    const [name, ...args] = words
    words = []
    if (!name) {
      malformed += 1
      return
    }
    open.at(-1)?.push({ name: name.text, args: args.map((arg) => arg.text), block, file, line: name.line })
  }
  for (const token of tokensOf(text)) {
    if (!token.sign) words.push(token)
    else if (token.text === ';') take(null)
    else if (token.text === '{') {
      if (open.length > deepest) {
        beyond += 1
        malformed += 1
        words = []
        continue
      }
      const block: Directive[] = []
      take(block)
      open.push(block)
    } else {
      if (words.length > 0) malformed += 1
      words = []
      if (beyond > 0) beyond -= 1
      else if (open.length > 1) open.pop()
      else malformed += 1
    }
  }
  if (words.length > 0 || open.length > 1) malformed += 1
  return { directives: top, malformed }
}

function* tokensOf(text: string): Generator<Token> {
  // Blanks, comments, signs, quoted words, and words in which `\;` and `${name}` do not end the word.
  const token =
    /(\n)|[^\S\n]+|#[^\n]*|([;{}])|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|((?:\$\{|\\[\s\S]|[^\s;{\\])+)|[\s\S]/g
  let line = 1
  let count = 0
  for (const match of text.matchAll(token)) {
    const [whole, newline, sign, double, single, bare] = match
    const at = line
    if (newline !== undefined) line += 1
    else if (whole.includes('\n')) line += whole.split('\n').length - 1
    count += 1
    if (count > mostTokens) return
    if (sign !== undefined) yield { text: sign, sign: true, line: at }
    else if (double !== undefined) yield { text: withoutEscapes(double), sign: false, line: at }
    else if (single !== undefined) yield { text: withoutEscapes(single), sign: false, line: at }
    else if (bare !== undefined) yield { text: withoutEscapes(bare), sign: false, line: at }
  }
}

/** nginx drops the backslash before quotes and itself, knows `\t \r \n`, and keeps all others (regular expressions). */
function withoutEscapes(word: string): string {
  return word.replaceAll(/\\(["'\\trn])/g, (_, letter: string) => ({ t: '\t', r: '\r', n: '\n' })[letter] ?? letter)
}
