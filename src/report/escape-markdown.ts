import { brief } from './shorten.ts'
import { visible, visibleLines } from './visible.ts'

/** Markup, table cells, lists at the beginning, and what GitHub makes a link or a picture of without being asked. */
const markup = /[\\`*_{}[\]#|~$]|:(?=\/\/|\w+:)|(?<=\bwww)\.|^[-+>](?=\s)|(?<=^\d+)[.)](?=\s)/gi
const html: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Hostile prose as one line of Markdown text, fit for a table's cell: no HTML, links, code, emphasis or cell ends of its own. */
export function inlineText(text: string, most = 400): string {
  return brief(text, most)
    .replaceAll(/[&<>]/g, (character) => html[character] ?? character)
    .replaceAll(markup, (found) => `\\${found}`)
}

/** A hostile value as code within a line, fit for a table's cell. Empty for an empty value. */
export function inlineCode(text: string, most = 160): string {
  const shown = brief(text, most).trim()
  if (shown === '') return ''
  if (!/[`|\\]/.test(shown)) return `\`${shown}\``
  // A pipe ends a cell even within backticks, and a backslash before it does not always help: entities do.
  const coded = shown.replaceAll(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<code>${coded}</code>`
}

/** Hostile text as a block of code that it cannot end: the fence is longer than any run of backticks within. */
export function fenced(text: string, language = ''): string {
  const shown = visibleLines(text.replace(/\r?\n$/, ''))
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}${visible(language)}\n${shown}\n${fence}`
}
