/**
 * Everything that is not a character to be seen: control characters and with them ANSI escapes, bidirectional overrides,
 * zero-width and private characters, lone surrogates, characters that no font has, and spaces that only look like one.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}]|[\p{Zs}--[ \u3000]]/gv

/** More marks on one letter than any script writes: they would run over the neighbouring lines. */
const heaped = /(\p{M}{4})(\p{M}+)/gu

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Hostile text as one line that shows what it holds: whatever cannot be seen stands there as an escape (`\n`, `\x1b`,
 * `\u{202e}`). A backslash stays as it is, so that commands can be copied.
 */
export function visible(text: string): string {
  return escapeUnseen(text)
}

/** Like `visible`, with line breaks kept and tabs as four spaces. */
export function visibleLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .split('\n')
    .map((line) => escapeUnseen(line))
    .join('\n')
}

function escapeUnseen(text: string): string {
  return text
    .replaceAll(unseen, (character) => named[character] ?? escapeOf(character))
    .replaceAll(heaped, (_, kept: string, rest: string) => kept + [...rest].map(escapeOf).join(''))
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}
