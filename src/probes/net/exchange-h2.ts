import { connect, constants, type OutgoingHttpHeaders } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { Limit } from './limit.ts'
import { codeOf, type Heard, NoAnswer, sortError } from './no-answer.ts'
import { endOf, largestHead, mostFields, partial, type Reply, ReplyBuilder, type Request } from './reply.ts'

/** One HTTP/2 request over an open connection, which is closed afterwards. @throws NoAnswer, Blind */
export async function exchangeH2(socket: TLSSocket, request: Request, limit: Limit): Promise<Reply> {
  const what = `ask ${request.method} ${request.path} over HTTP/2`
  const builder = new ReplyBuilder(limit)
  const session = connect('https://origin.invalid', {
    createConnection: () => socket,
    settings: { enablePush: false, maxHeaderListSize: largestHead },
    maxHeaderListPairs: mostFields,
  })
  let failure: unknown = null
  let goneAway: number | null = null
  let ended = false
  socket.once('end', () => {
    ended = true
  })
  session.on('error', (error) => {
    failure ??= error
  })
  session.on('goaway', (code: number) => {
    goneAway = code
  })
  try {
    return await limit.step<Reply>(what, (resolve, reject) => {
      const stream = session.request(headersOf(request), { endStream: true })
      const finish = (end: Reply['end'], why: unknown) => {
        const reply = builder.finish(end)
        if (reply) resolve(reply)
        else reject(why)
      }
      stream.on('headers', (headers) => builder.interim(Number(headers[':status'])))
      stream.on('response', (headers, ...rest: unknown[]) => {
        try {
          builder.head(Number(headers[':status']), pairs(rest.at(-1)))
        } catch (error) {
          reject(error)
        }
      })
      stream.on('data', (chunk: Uint8Array) => {
        if (!builder.chunk(chunk)) finish('truncated', null)
      })
      stream.on('error', (error) => {
        failure ??= error
      })
      stream.on('close', () => {
        if (failure === null && stream.rstCode === constants.NGHTTP2_NO_ERROR && stream.readableEnded) {
          return finish('complete', new NoAnswer('garbled', 'NO_FINAL_RESPONSE'))
        }
        const sorted = sort(failure, stream.rstCode, goneAway, { what, octets: socket.bytesRead, ended })
        finish(sorted instanceof NoAnswer ? endOf(sorted) : 'closed', sorted)
      })
      return () => {}
    })
  } catch (error) {
    return partial(builder, error)
  } finally {
    session.destroy()
    socket.destroy()
  }
}

function sort(failure: unknown, reset: number | undefined, goneAway: number | null, heard: Heard): unknown {
  if (goneAway !== null) return new NoAnswer('closed', `GOAWAY_${nameOf(goneAway)}`, { cause: failure })
  const code = codeOf(failure)
  // The connection went away under the stream without an error of its own: it was closed.
  if (code === 'ERR_HTTP2_STREAM_CANCEL' || (failure === null && heard.ended))
    return new NoAnswer('closed', code, { cause: failure })
  if (failure === null || code === 'ERR_HTTP2_STREAM_ERROR') {
    return new NoAnswer('reset', `RST_STREAM_${nameOf(reset ?? 0)}`, { cause: failure })
  }
  return sortError(failure, heard)
}

/** RFC 9113 §7. */
const errorNames = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
]

function nameOf(code: number): string {
  return errorNames[code] ?? String(code)
}

function headersOf({ method, path, authority, fields }: Request): OutgoingHttpHeaders {
  return {
    ':method': method,
    ':scheme': 'https',
    ':authority': authority,
    ':path': path,
    ...Object.fromEntries(fields),
  }
}

function pairs(raw: unknown): [string, string][] {
  if (!Array.isArray(raw)) return []
  const found: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) found.push([String(raw[index]), String(raw[index + 1])])
  return found.filter(([name]) => !name.startsWith(':'))
}
