import { createConnection, createServer, type Socket } from 'node:net'

/** A socket that stands before the engine's, until it is cut: then every connection breaks and none is accepted. */
export interface CutProxy {
  readonly path: string
  cut(): void
}

export async function proxyBefore(socketPath: string, path: string): Promise<CutProxy> {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = createConnection(socketPath)
    for (const end of [near, far]) {
      open.add(end)
      end.on('close', () => open.delete(end))
      end.on('error', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => {
    server.listen(path, resolve)
  })
  return {
    path,
    cut() {
      server.close()
      for (const end of open) end.destroy()
    },
  }
}
