import type { TerminalOptions } from './input.ts'
import type { Language } from './words.ts'

/** What a stream says of itself. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  hasColors?(): boolean
}

/** Columns of a text that goes into a file or a pipe. */
const unknownWidth = 100

type Environment = Readonly<Record<string, string | undefined>>

/** How a text for this stream is set: colours only where they are shown and wanted (NO_COLOR, FORCE_COLOR). */
export function optionsFor(output: Output, environment: Environment = process.env): TerminalOptions {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted } = environment
  const color =
    forced !== undefined && forced !== ''
      ? forced !== '0'
      : !unwanted && output.isTTY === true && output.hasColors?.() !== false
  return { color, width: output.columns || unknownWidth, language: languageOf(environment) }
}

/** `EVIDENCE_LANGUAGE` (`en`, `zh-CN`), else Chinese for a Chinese locale and English for every other. */
export function languageOf(environment: Environment): Language {
  const { EVIDENCE_LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = environment
  const locale = EVIDENCE_LANGUAGE || LC_ALL || LC_MESSAGES || LANG || ''
  return /^zh/i.test(locale) ? 'zh-CN' : 'en'
}
