const block = 512

/**
 * The bytes of the first plain file in a tar archive.
 *
 * @throws Error when there is none, or the archive ends within it.
 */
export function firstFile(archive: Buffer): Buffer {
  let at = 0
  while (at + block <= archive.byteLength) {
    const header = archive.subarray(at, at + block)
    if (header.every((octet) => octet === 0)) break
    const size = Number.parseInt(header.toString('latin1', 124, 136).replaceAll(/[\0 ]/g, ''), 8)
    if (!Number.isSafeInteger(size) || size < 0) throw new Error('the archive is damaged: an entry has no size')
    const type = header[156]
    // '0' or NUL is a plain file; what stands before it (long names, pax headers) is passed over.
    if (type === 0x30 || type === 0) {
      const bytes = archive.subarray(at + block, at + block + size)
      if (bytes.byteLength < size) throw new Error('the archive ends in the middle of the file')
      return bytes
    }
    at += block + Math.ceil(size / block) * block
  }
  throw new Error('the archive holds no plain file')
}
