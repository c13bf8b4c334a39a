/** MUST counts for the exit code; SHOULD is told, and counts under `--strict`. */
export const levels = ['MUST', 'SHOULD'] as const
export type Level = (typeof levels)[number]
