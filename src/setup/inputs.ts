import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from './errors.ts'

/** A file that goes into the images. */
export interface InputFile {
  /** Path below docker/, with slashes. */
  readonly path: string
  readonly executable: boolean
  readonly bytes: Uint8Array
}

/** What running our Python files leaves beside them: not an input, and different at each run. */
const ignored = /(^|\/)(__pycache__|\.ruff_cache|\.pytest_cache)(\/|$)|\.pyc$|(^|\/)\.DS_Store$/

/** All files below a folder, sorted by path. */
export async function inputsIn(folder: string): Promise<readonly InputFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ entry, full: join(entry.parentPath, entry.name) }))
    .map(({ entry, full }) => ({ entry, full, path: full.slice(folder.length + 1).replaceAll('\\', '/') }))
    .filter(({ path }) => !ignored.test(path))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
  return Promise.all(
    files.map(async ({ entry, full, path }) => {
      if (!entry.isFile())
        throw new SetupError(`docker/${path} is neither a file nor a folder: it cannot go into an image. Remove it.`)
      // Of the mode only what git keeps: a clone under another umask is the same tree.
      const [bytes, { mode }] = await Promise.all([readFile(full), stat(full)])
      return { path, executable: (mode & 0o100) !== 0, bytes }
    }),
  )
}

/** First twelve hex digits of SHA-256 over names, modes and bytes of the files and the base image's id. */
export function digestOf(files: readonly InputFile[], baseId: string): string {
  const hash = createHash('sha256')
  // Lengths in front, so that no two different sets of inputs read the same.
  for (const { path, executable, bytes } of files)
    hash.update(`${executable ? '755' : '644'} ${Buffer.byteLength(path)} ${bytes.length}\n${path}\n`).update(bytes)
  return hash.update(`\nbase ${baseId}\n`).digest('hex').slice(0, 12)
}
