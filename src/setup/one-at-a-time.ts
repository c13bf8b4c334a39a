import { connect, createServer, type Server } from 'node:net'

/** Milliseconds after which we stop waiting for others: doing the work twice is waste, never wrong. */
const patience = 15 * 60_000

/**
 * Does something while no other process of this user does the same, so that several commands started at once do not all build.
 * The lock is a socket in Linux's abstract name space: it goes with its owner, however that ends, and leaves no file.
 */
export async function oneAtATime<T>(
  name: string,
  waiting: () => void,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (process.platform !== 'linux') return work()
  const path = `\0evidence-gate/${process.getuid?.() ?? 0}/${name}`
  const end = performance.now() + patience
  let told = false
  let lock = await listen(path)
  while (lock === null && performance.now() < end) {
    if (!told) waiting()
    told = true
    await untilClosed(path, end - performance.now(), signal)
    signal?.throwIfAborted()
    lock = await listen(path)
  }
  try {
    return await work()
  } finally {
    lock?.server.close()
    for (const socket of lock?.waiting ?? []) socket.destroy()
  }
}

interface Lock {
  readonly server: Server
  readonly waiting: Set<{ destroy(): void }>
}

function listen(path: string): Promise<Lock | null> {
  return new Promise((resolve) => {
    const waiting = new Set<{ destroy(): void }>()
    const server = createServer((socket) => {
      waiting.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => waiting.delete(socket))
    })
    server.unref()
    server.once('error', () => resolve(null))
    server.listen(path, () => resolve({ server, waiting }))
  })
}

/** Waits for the owner's end: the connection breaks then. */
function untilClosed(path: string, timeout: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ path, ...(signal ? { signal } : {}) })
    socket.setTimeout(Math.max(1, timeout), () => socket.destroy())
    socket.on('error', () => {})
    // A little later, so that those who wait do not all come at the same instant again and again.
    socket.on('close', () => setTimeout(resolve, 20 + Math.random() * 80))
    socket.resume()
  })
}
