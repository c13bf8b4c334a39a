/** One line of the health check's log: `[2026-01-06 00:36:05,392+0800] [HealthCheck] INFO: [STATUS] System: HEALTHY`. */
export interface ScriptLine {
  /** Epoch milliseconds; null without a numeric offset: `CST` is UTC+8, −6 and −5, and none at all is worse. */
  readonly time: number | null
  /** `+0800`, `+08:00` or `Z` as logged; null when there is no numeric offset. */
  readonly offset: string | null
  readonly logger: string
  readonly level: string
  /** What stands in brackets before the text, e.g. `STATUS`; null without. */
  readonly tag: string | null
  readonly text: string
}

const longestLine = 16 * 1024
const form =
  /^\[(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:[,.](\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)?(?: ?[A-Z]{2,5})?\] \[([^\]]{1,80})\] ([A-Za-z]{1,12}): (?:\[([^\]]{1,80})\] ?)?(.*)$/

/** Reads the lines that have the log's form; others (a traceback, a warning) are left out. */
export function parseScriptLog(text: string): readonly ScriptLine[] {
  const lines: ScriptLine[] = []
  for (const raw of text.split(/\r?\n/)) {
    if (raw.length > longestLine) continue
    const match = form.exec(raw)
    if (!match) continue
    const [, date = '', clock = '', fraction = '', offset, logger = '', level = '', tag, rest = ''] = match
    lines.push({
      time: offset === undefined ? null : instant(date, clock, fraction, offset),
      offset: offset ?? null,
      logger,
      level,
      tag: tag ?? null,
      text: rest,
    })
  }
  return lines
}

function instant(date: string, clock: string, fraction: string, offset: string): number | null {
  const zone = offset === 'Z' ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(-2)}`
  const at = Date.parse(`${date}T${clock}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`)
  return Number.isNaN(at) ? null : at
}

/** The last word on the system's state; null when the script said none. */
export function verdictOf(lines: readonly ScriptLine[]): 'HEALTHY' | 'DEGRADED' | null {
  const said = lines.findLast(({ tag }) => tag === 'STATUS')?.text
  const word = said && /^System: (HEALTHY|DEGRADED)\b/.exec(said)?.[1]
  return word === 'HEALTHY' || word === 'DEGRADED' ? word : null
}

/** What DingTalk answered, from the last line that quotes it; null and empty when no line does. */
export interface DingtalkWord {
  readonly errcode: number | null
  readonly text: string
}

export function dingtalkOf(lines: readonly ScriptLine[]): DingtalkWord {
  const text = lines.findLast(({ tag }) => tag === 'DINGTALK')?.text ?? ''
  const errcode = /"errcode"\s*:\s*(-?\d{1,9})\b/.exec(text)?.[1]
  return { errcode: errcode === undefined ? null : Number(errcode), text }
}
