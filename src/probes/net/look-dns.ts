import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { decode, encode, RECURSION_DESIRED } from 'dns-packet'
import type { Endpoint } from '../../targets/target.ts'
import { type DnsRequest, largestMessage } from '../dns.ts'
import type { Answer, LookContext } from '../probe.ts'
import { dial } from './dial.ts'
import { Limit } from './limit.ts'
import { NoAnswer, sortError } from './no-answer.ts'
import { hostPort } from './way.ts'

/** Asks one server by itself, once: over UDP, and over TCP when the answer did not fit or when that was asked for. */
export async function lookDns(
  request: DnsRequest,
  server: { readonly endpoint: Endpoint; readonly recursive: boolean },
  context: LookContext,
): Promise<Answer> {
  const { endpoint, recursive } = server
  const limit = new Limit(context)
  const asked: Asked = { id: randomInt(0, 65536), name: request.name, type: request.type, strangers: 0 }
  const query = encode({
    type: 'query',
    id: asked.id,
    flags: recursive ? RECURSION_DESIRED : 0,
    questions: [{ type: request.type, name: request.name }],
  })
  const bodies: Record<string, Uint8Array> = {}
  let transport = request.transport ?? 'udp'
  try {
    if (transport === 'udp') {
      const message = await overUdp(query, asked, endpoint, limit)
      if (!isTruncated(message)) return answered(message, transport, asked)
      bodies.truncated = message
      transport = 'tcp'
    }
    const { head, bodies: found } = answered(await overTcp(query, asked, endpoint, limit), transport, asked)
    return { head, bodies: { ...bodies, ...found } }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return { head: { outcome: error.outcome, code: error.code, transport, strangers: asked.strangers }, bodies }
  } finally {
    limit.close()
  }
}

interface Asked {
  readonly id: number
  readonly name: string
  readonly type: DnsRequest['type']
  /** Messages that came and were no answer to this question. */
  strangers: number
}

function answered(message: Uint8Array, transport: 'udp' | 'tcp', { strangers }: Asked): Answer {
  return { head: { outcome: 'answered', code: null, transport, strangers }, bodies: { message } }
}

async function overUdp(query: Buffer, asked: Asked, endpoint: Endpoint, limit: Limit): Promise<Buffer> {
  const what = `ask ${hostPort(endpoint)} over UDP`
  const socket = createSocket(isIPv6(endpoint.host) ? 'udp6' : 'udp4')
  try {
    return await limit.step<Buffer>(what, (resolve, reject) => {
      socket.on('error', (error) => reject(sortError(error, { what, octets: 0 })))
      socket.on('message', (message) => {
        if (isOurs(message, asked)) resolve(message)
        else asked.strangers += 1
      })
      // Connected, so that only this server is heard, and a port that nobody listens on is told to us.
      socket.connect(endpoint.port, endpoint.host, (error?: Error) => {
        if (error) return reject(sortError(error, { what, octets: 0 }))
        try {
          socket.send(query)
        } catch (thrown) {
          reject(thrown)
        }
      })
      return () => {}
    })
  } finally {
    socket.close()
  }
}

async function overTcp(query: Buffer, asked: Asked, endpoint: Endpoint, limit: Limit): Promise<Buffer> {
  const what = `ask ${hostPort(endpoint)} over TCP`
  const socket = await dial(endpoint, limit)
  try {
    return await limit.step<Buffer>(what, (resolve, reject) => {
      let received = Buffer.alloc(0)
      const read = (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
        if (received.length >= 2 && received.readUInt16BE(0) > largestMessage) {
          return reject(new NoAnswer('garbled', 'MESSAGE_TOO_LARGE'))
        }
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return
        const message = received.subarray(2, 2 + received.readUInt16BE(0))
        if (isOurs(message, asked)) return resolve(message)
        asked.strangers += 1
        reject(new NoAnswer('garbled', 'NOT_THE_QUESTION'))
      }
      const closed = () => reject(new NoAnswer('closed', null))
      const failed = (error: unknown) => reject(sortError(error, { what, octets: socket.bytesRead }))
      socket.on('data', read).once('end', closed).once('error', failed)
      const size = Buffer.alloc(2)
      size.writeUInt16BE(query.length)
      socket.write(Buffer.concat([size, query]))
      return () => socket.off('data', read).off('end', closed).off('error', failed)
    })
  } finally {
    socket.destroy()
  }
}

/** An answer has our number, says that it is one, and repeats the question; what cannot be read further is still ours. */
function isOurs(message: Buffer, { id, name, type }: Asked): boolean {
  if (message.length < 12 || message.readUInt16BE(0) !== id || ((message[2] ?? 0) & 0x80) === 0) return false
  if (message.length > largestMessage) return true
  let question: { readonly name: string; readonly type: string } | undefined
  try {
    question = decode(message).questions?.[0]
  } catch {
    return true
  }
  // Some servers leave the question out of an error.
  if (!question) return true
  return question.type === type && bare(question.name) === bare(name)
}

function isTruncated(message: Buffer): boolean {
  return ((message[2] ?? 0) & 0x02) !== 0
}

function bare(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
