/**
 * Parts the engine's attach stream into standard output and standard error. Each frame: one octet for the stream (1, 2), three
 * zeros, the length (32 bit, big endian), the bytes. What was cut off in the middle is kept as far as it came.
 */
export function demultiplex(bytes: Buffer): { readonly stdout: string; readonly stderr: string } {
  const streams: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
  let at = 0
  while (at + 8 <= bytes.byteLength) {
    const size = bytes.readUInt32BE(at + 4)
    const frame = bytes.subarray(at + 8, at + 8 + size)
    streams[bytes[at] === 2 ? 'stderr' : 'stdout'].push(frame)
    at += 8 + size
  }
  // Decoded only when whole: a character may lie across two frames.
  return {
    stdout: Buffer.concat(streams.stdout).toString('utf8'),
    stderr: Buffer.concat(streams.stderr).toString('utf8'),
  }
}
