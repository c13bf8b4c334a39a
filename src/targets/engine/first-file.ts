import { extract } from 'tar-stream'

/**
 * The bytes of the first plain file in a tar archive, as the engine hands a file out.
 *
 * @throws Error when there is none, or the archive is damaged.
 */
export async function firstFile(archive: Buffer): Promise<Buffer> {
  const entries = extract()
  entries.end(archive)
  for await (const entry of entries) {
    if (entry.header.type !== 'file') {
      entry.resume()
      continue
    }
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  }
  throw new Error('the archive holds no plain file')
}
