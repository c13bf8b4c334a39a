import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Blind } from './blind.ts'
import type { BlobRef } from './observation.ts'

/** Largest blob that is read back; a record with a larger one is not ours. Octets. */
const largest = 64 * 1024 * 1024

/** Bytes by their SHA-256, in `<run>/blobs/sha256/<hex>`. Written once, by rename: a torn blob never has its name. */
export class BlobStore {
  readonly #folder: string

  constructor(runFolder: string) {
    this.#folder = join(runFolder, 'blobs', 'sha256')
  }

  path(ref: BlobRef): string {
    return join(this.#folder, ref.sha256)
  }

  put(bytes: Uint8Array): BlobRef {
    const ref: BlobRef = { sha256: sha256(bytes), size: bytes.byteLength }
    const path = this.path(ref)
    if (existsSync(path)) return ref
    mkdirSync(this.#folder, { recursive: true })
    const temporary = `${path}.${process.pid}.tmp`
    writeFileSync(temporary, bytes)
    renameSync(temporary, path)
    return ref
  }

  /**
   * The bytes that a reference names.
   *
   * @throws Blind `evidence-missing` when they are gone, `evidence-altered` when they are not the ones that were named.
   */
  get(ref: BlobRef): Buffer {
    const path = this.path(ref)
    let bytes: Buffer
    try {
      const size = statSync(path).size
      if (size > largest)
        throw new Blind('evidence-altered', `blob ${ref.sha256} has ${size} octets, more than any probe keeps`)
      bytes = readFileSync(path)
    } catch (error) {
      if (error instanceof Blind) throw error
      throw new Blind('evidence-missing', `blob ${ref.sha256} (${ref.size} octets) is not in the record`, {
        cause: error,
      })
    }
    if (bytes.byteLength !== ref.size || sha256(bytes) !== ref.sha256) {
      throw new Blind('evidence-altered', `blob ${ref.sha256} does not have the digest that names it`)
    }
    return bytes
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
