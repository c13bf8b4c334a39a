import { connect, isIP, type Socket } from 'node:net'
import type { Endpoint } from '../../targets/target.ts'
import { Blind } from '../probe.ts'
import type { Limit } from './limit.ts'
import { sortError } from './no-answer.ts'
import { hostPort } from './way.ts'

/**
 * Opens one TCP connection. The caller destroys it.
 *
 * @throws NoAnswer when the peer refuses or keeps silent, Blind when it is this machine that cannot.
 */
export async function dial(endpoint: Endpoint, limit: Limit): Promise<Socket> {
  const what = `connect to ${hostPort(endpoint)}`
  const socket = connect({ host: endpoint.host, port: endpoint.port, noDelay: true })
  // Errors after the steps that listen for them have ended must not bring the process down.
  socket.on('error', ignore)
  let resolved = isIP(endpoint.host) !== 0
  socket.once('lookup', () => {
    resolved = true
  })
  try {
    return await limit.step<Socket>(what, (resolve, reject) => {
      const opened = () => resolve(socket)
      const failed = (error: unknown) => reject(sortError(error, { what, octets: 0 }))
      socket.once('connect', opened).once('error', failed)
      return () => socket.off('connect', opened).off('error', failed)
    })
  } catch (error) {
    socket.destroy()
    if (limit.over && !resolved) {
      throw new Blind('name-unresolved', `could not ${what}: the name was not resolved in time`, { cause: error })
    }
    throw error
  }
}

function ignore(): void {}
