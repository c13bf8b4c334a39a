import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../root.ts'

/** How a command of ours ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves once standard error holds this text. */
  says(text: string): Promise<void>
}

/** Folders of a test's own: nothing of it lands among the user's reports and stacks. */
export function ownFolders(): { readonly reports: string; readonly env: Readonly<Record<string, string>> } {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-gate-'))
  const reports = join(folder, 'reports')
  return { reports, env: { EVIDENCE_REPORTS: reports, XDG_STATE_HOME: join(folder, 'state') } }
}

/** Runs the command line as npm's scripts do, in a process group of its own. */
export function start(words: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [join(root, 'src/cli.ts'), ...words], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
    for (const look of waiting) look()
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!stderr.includes(text)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
      void ended.then(() => reject(new Error(`it ended before it said ${JSON.stringify(text)}: ${stderr}`)))
    })
  return { process: child, ended, says }
}

export function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return start(words, env).ended
}
