import { createServer, type Server, type Socket } from 'node:net'
import type { Endpoint } from '../../../targets/target.ts'

/** Servers of one test file, closed together with their connections. */
export class Servers {
  readonly #closers: (() => void)[] = []

  /** Starts any server of Node's on a free port of 127.0.0.1. */
  async start(server: Server): Promise<Endpoint> {
    const sockets = new Set<Socket>()
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    this.#closers.push(() => {
      server.close()
      for (const socket of sockets) socket.destroy()
    })
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the test server has no port')
    return { host: '127.0.0.1', port: address.port }
  }

  /** A TCP server that does as it is told with each connection. */
  async raw(serve: (socket: Socket) => void): Promise<Endpoint> {
    return await this.start(createServer({ allowHalfOpen: true }, serve))
  }

  later(closer: () => void): void {
    this.#closers.push(closer)
  }

  close(): void {
    for (const closer of this.#closers) closer()
  }
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<Endpoint> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('the test server had no port')
  return { host: '127.0.0.1', port: address.port }
}
