import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Run } from '../evidence/run.ts'
import { root } from '../root.ts'

const run = promisify(execFile)

/** Which suite judged: version, commit, and whether files differ from it. Null where this is no checkout or there is no git. */
export async function suiteIdentity(): Promise<Run['suite']> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const git = (...words: string[]) =>
    run('git', ['-C', root, ...words], { timeout: 2000 }).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    )
  const [commit, changes] = await Promise.all([
    git('rev-parse', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
  ])
  return { version, commit, dirty: changes === null ? null : changes !== '' }
}
