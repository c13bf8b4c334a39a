import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redactor } from './redact.ts'

/** Looks through every file of a finished run for the live secrets, in every spelling. One sentence for each hit. */
export function scanForSecrets(folder: string, secrets: ReadonlyMap<string, string>): string[] {
  const redactor = new Redactor(secrets)
  return globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name)
      return redactor
        .find(readFileSync(path))
        .map((name) => `the secret ${name} stands in ${path}: remove the run, change the secret`)
    })
}
