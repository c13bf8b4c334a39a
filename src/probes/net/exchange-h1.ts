import type { Socket } from 'node:net'
import type { Dispatcher } from 'undici'
import Client from 'undici/lib/dispatcher/client.js'
import type { Limit } from './limit.ts'
import { NoAnswer, sortError } from './no-answer.ts'
import { endOf, largestHead, partial, type Reply, ReplyBuilder, type Request } from './reply.ts'

/** One HTTP/1.1 request over an open connection, which is of no use afterwards. @throws NoAnswer, Blind */
export async function exchangeH1(socket: Socket, secure: boolean, request: Request, limit: Limit): Promise<Reply> {
  const what = `ask ${request.method} ${request.path} over HTTP/1.1`
  const builder = new ReplyBuilder(limit)
  let given = false
  let ended = false
  socket.once('end', () => {
    ended = true
  })
  const client = new Client(`${secure ? 'https' : 'http'}://origin.invalid`, {
    // One connection a look: what undici would like to ask again over a second one has failed.
    connect: (_, callback) => {
      const again = given
      given = true
      // Not at once: undici does not notice a connection that is there before it has begun to wait for one.
      queueMicrotask(() => {
        if (again) callback(new NoAnswer(ended ? 'closed' : 'reset', 'SECOND_CONNECTION'), null)
        else callback(null, socket)
      })
    },
    pipelining: 1,
    maxHeaderSize: largestHead,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  try {
    return await limit.step<Reply>(what, (resolve, reject) => {
      const finish = (end: Reply['end'], why: unknown) => {
        const reply = builder.finish(end)
        if (reply) resolve(reply)
        else reject(why)
      }
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: () => {},
        onResponseStart: (controller, status) => {
          if (status < 200) return builder.interim(status)
          builder.head(status, pairs(controller.rawHeaders))
        },
        onResponseData: (controller, chunk) => {
          if (builder.chunk(chunk)) return
          finish('truncated', null)
          controller.abort(new NoAnswer('garbled', 'BODY_TOO_LARGE'))
        },
        onResponseEnd: () => finish('complete', new NoAnswer('garbled', 'NO_FINAL_RESPONSE')),
        onResponseError: (_, error) => {
          const sorted = sortError(error, { what, octets: socket.bytesRead, ended })
          finish(sorted instanceof NoAnswer ? endOf(sorted) : 'closed', sorted)
        },
      }
      client.dispatch(
        {
          method: request.method,
          path: request.path,
          headers: [['host', request.authority] as const, ...request.fields].flat(),
        },
        handler,
      )
      return () => {}
    })
  } catch (error) {
    return partial(builder, error)
  } finally {
    client.destroy().catch(() => {})
    socket.destroy()
  }
}

function pairs(raw: unknown): [string, string][] {
  if (!Array.isArray(raw)) return []
  const found: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) found.push([latin(raw[index]), latin(raw[index + 1])])
  return found
}

/** Header fields are octets: Latin-1 keeps each of them as it came. */
function latin(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value)
}
