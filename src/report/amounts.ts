/** `1,048,576`. */
export function grouped(amount: number): string {
  return String(Math.trunc(amount)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** Milliseconds between two RFC 3339 times, never negative: the clock of a record may be anything. */
export function between(started: string, ended: string): number {
  const span = Date.parse(ended) - Date.parse(started)
  return Number.isFinite(span) ? Math.max(0, span) : 0
}

/** Milliseconds as seconds: `0.94`, `12.3`, `125`. */
export function seconds(milliseconds: number): string {
  const value = milliseconds / 1000
  if (value < 10) return value.toFixed(2)
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}

/** A recorded UTC time as date and time with its numeric offset, for people: `2026-01-05`, `16:36:06 +00:00`. */
export function dateAndTime(iso: string): { readonly date: string; readonly time: string } {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return { date: '?', time: '?' }
  const text = at.toISOString()
  return { date: text.slice(0, 10), time: `${text.slice(11, 19)} +00:00` }
}
