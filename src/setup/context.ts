import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hostCertificates } from './host-ca.ts'
import type { InputFile } from './inputs.ts'

/**
 * Writes the build's context into a temporary folder, hands it to `use`, and removes it: the files as they were digested, and
 * beside them `host-ca/ca.crt`, for the build steps that speak TLS.
 */
export async function withContext<T>(files: readonly InputFile[], use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'evidence-gate-build-'))
  try {
    for (const { path, executable, bytes } of files) await put(join(folder, path), bytes, executable ? 0o755 : 0o644)
    await put(join(folder, 'host-ca/ca.crt'), hostCertificates(), 0o644)
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function put(path: string, content: Uint8Array | string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 })
  await writeFile(path, content, { mode })
}
