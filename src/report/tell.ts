import { relative } from 'node:path'
import type { Recorded } from '../evidence/record.ts'
import type { Verdicts } from '../evidence/verdict.ts'
import { tellVerdicts } from './terminal.ts'
import { type Output, optionsFor } from './terminal-options.ts'

export interface TellOrder {
  readonly recorded: Pick<Recorded, 'folder' | 'run' | 'observations'>
  readonly verdicts: Verdicts
  readonly previous: Verdicts | null
  readonly strict?: boolean
}

/** A run told as it suits the terminal that reads it. */
export function tellOnTerminal(
  { recorded, verdicts, previous, strict = false }: TellOrder,
  output: Output = process.stdout,
): string {
  const { folder, run, observations } = recorded
  const near = relative(process.cwd(), folder)
  return tellVerdicts(
    { run, verdicts, observations, previous },
    { ...optionsFor(output), strict, folder: near.startsWith('..') ? folder : near },
  )
}
