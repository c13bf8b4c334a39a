/** One word for a POSIX shell, whatever is in it. Words that need no quotes are left as people would type them. */
export function shellQuote(word: string): string {
  if (/^[A-Za-z0-9_./:@%+,=-]+$/.test(word)) return word
  return `'${word.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`
}

/** A command line of words, each of them quoted where it must be. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellQuote).join(' ')
}
