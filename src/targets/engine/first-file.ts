import { buffer } from 'node:stream/consumers'
import { extract } from 'tar-stream'

/**
 * The bytes of the first plain file in a tar archive, as the engine hands a file out.
 *
 * @throws Error when there is none, or the archive is damaged.
 */
export function firstFile(archive: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const entries = extract()
    entries.on('entry', ({ type }, entry, next) => {
      if (type === 'file') {
        buffer(entry).then(resolve, reject)
      } else {
        entry.on('end', next)
        entry.resume()
      }
    })
    entries.on('error', reject)
    entries.on('finish', () => reject(new Error('the archive holds no plain file')))
    entries.end(archive)
  })
}
