import { inspect } from 'node:util'
import { Interrupted } from './interrupt.ts'

/** Errors of the machine that the run stands on: the user can mend them, we cannot. */
const environment: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space',
  EDQUOT: 'the disk quota is used up: free some space',
  EROFS: 'the file system is read-only: run from a copy that can be written to',
  EACCES: 'permission is missing: run as a user who may write there',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
}

/** What a person is told of an error, and the exit code that belongs to it. */
export function failureOf(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (error instanceof Interrupted) return { text: 'interrupted', exitCode: error.exitCode }
  if (!(error instanceof Error)) return { text: inspect(error), exitCode: 2 }
  if ('exitCode' in error && typeof error.exitCode === 'number')
    return { text: error.message, exitCode: error.exitCode }
  if (error.name === 'UsageError' || error.name === 'SetupError') return { text: error.message, exitCode: 3 }
  if (error.name === 'CatalogueError') return { text: error.message, exitCode: 2 }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const advice = code === undefined ? undefined : environment[code]
  if (advice) return { text: `${advice} (${error.message})`, exitCode: 3 }
  return { text: `a defect of the suite: ${error.message} (EVIDENCE_TRACE=1 shows where)`, exitCode: 2 }
}
