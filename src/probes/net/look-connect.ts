import type { Endpoint } from '../../targets/target.ts'
import type { Answer, LookContext } from '../probe.ts'
import { dial } from './dial.ts'
import { Limit } from './limit.ts'
import { NoAnswer, sortError } from './no-answer.ts'

/** Milliseconds that a new connection must outlive: forwarders accept first and find out later that nobody is behind them. */
const holding = 150

export async function lookConnect(endpoint: Endpoint, context: LookContext): Promise<Answer> {
  const what = `hold a connection to ${endpoint.host}:${endpoint.port}`
  const limit = new Limit(context)
  try {
    const socket = await dial(endpoint, limit)
    try {
      await limit.step<void>(what, (resolve, reject) => {
        const timer = setTimeout(resolve, holding)
        const closed = () => reject(new NoAnswer('closed', null))
        const failed = (error: unknown) => reject(sortError(error, { what, octets: socket.bytesRead }))
        // A greeting is as good as silence; without reading it, the end behind it would not be seen.
        socket.resume().once('end', closed).once('error', failed)
        return () => {
          clearTimeout(timer)
          socket.off('end', closed).off('error', failed)
        }
      })
    } finally {
      socket.destroy()
    }
    return { head: { outcome: 'open', code: null }, bodies: {} }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return { head: { outcome: error.outcome, code: error.code }, bodies: {} }
  } finally {
    limit.close()
  }
}
