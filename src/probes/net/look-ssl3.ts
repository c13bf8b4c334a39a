import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Answer } from '../probe.ts'
import type { Limit } from './limit.ts'
import { NoAnswer, sortError } from './no-answer.ts'
import { type FirstWord, firstWord, ssl3Hello } from './ssl3-hello.ts'

/** Octets of the reply that are kept: its first record says all. */
const enough = 4096

/** Offers SSL 3.0 and nothing else. @throws NoAnswer, Blind */
export async function lookSsl3(socket: Socket, name: string | null, limit: Limit): Promise<Answer> {
  const what = 'offer SSL 3.0'
  const chunks: Uint8Array[] = []
  const word = await limit.step<FirstWord>(what, (resolve, reject) => {
    const read = (chunk: Uint8Array) => {
      chunks.push(chunk)
      const reply = Buffer.concat(chunks)
      const found = firstWord(reply)
      if (found) resolve(found)
      else if (reply.length > enough) resolve({ kind: 'other' })
    }
    const closed = () => reject(new NoAnswer('closed', null))
    const failed = (error: unknown) => reject(sortError(error, { what, octets: socket.bytesRead }))
    socket.on('data', read).once('end', closed).once('error', failed)
    socket.write(ssl3Hello(name, randomBytes(32)))
    return () => socket.off('data', read).off('end', closed).off('error', failed)
  })
  const reply = Buffer.concat(chunks).subarray(0, enough)
  return { head: headOf(word), bodies: { reply } }
}

function headOf(word: FirstWord): Answer['head'] {
  switch (word.kind) {
    case 'alert':
      return { outcome: 'alert', code: null, alert: word.alert, tls: null }
    case 'hello':
      return { outcome: 'established', code: null, alert: null, tls: { protocol: word.protocol } }
    case 'other':
      return { outcome: 'garbled', code: 'NOT_TLS', alert: null, tls: null }
  }
}
