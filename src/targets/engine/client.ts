import type { IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import type { Address } from '../../setup/address.ts'
import { requireEngine } from '../../setup/engine.ts'
import { openerOf } from '../../setup/opener.ts'
import { demultiplex } from './demultiplex.ts'
import { EngineError } from './engine-error.ts'
import { firstFile } from './first-file.ts'

/** Largest answer that is kept, octets. */
const largest = 16 * 1024 * 1024

/** What a command inside a container said. */
export interface ExecResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface ExecOptions {
  /** Name of the user inside; the image's (root) if left out. */
  readonly user?: string
  /** Written to the command's standard input, which is then closed. */
  readonly stdin?: string | Uint8Array
  /** Milliseconds until we stop waiting; 20 s if left out. */
  readonly timeout?: number
}

/**
 * The few calls of the Docker Engine API that we need, over node:http: 5 ms to import, where testcontainers costs 240 and the
 * docker CLI 30 a call.
 */
export class EngineClient {
  readonly #address: Address

  constructor(address: Address) {
    this.#address = address
  }

  /** @throws SetupError when no engine answers. */
  static async connect(): Promise<EngineClient> {
    return new EngineClient((await requireEngine()).address)
  }

  /**
   * One call whose answer is JSON (or nothing).
   *
   * @throws EngineError with the engine's own words.
   */
  async call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
    const answer = await this.#send({ method, path, ...(signal ? { signal } : {}) }, 30_000, body)
    return answer.byteLength === 0 ? undefined : parseJson(answer)
  }

  /** Containers that carry all these labels (`name=value` or `name`), running or not: the engine's own list form. */
  async containers(labels: readonly string[]): Promise<unknown> {
    const filters = encodeURIComponent(JSON.stringify({ label: labels }))
    return this.call('GET', `/containers/json?all=true&filters=${filters}`)
  }

  async networks(labels: readonly string[]): Promise<unknown> {
    const filters = encodeURIComponent(JSON.stringify({ label: labels }))
    return this.call('GET', `/networks?filters=${filters}`)
  }

  /** Stops at once and removes, with its anonymous volumes. Gone already is fine. */
  async removeContainer(container: string): Promise<void> {
    await this.call('DELETE', `/containers/${encodeURIComponent(container)}?force=true&v=true`).catch(unlessGone)
  }

  async removeNetwork(network: string): Promise<void> {
    await this.call('DELETE', `/networks/${encodeURIComponent(network)}`).catch(unlessGone)
  }

  /** The bytes of one file inside a container. Works on a stopped one, too, and needs no program in it. */
  async file(container: string, path: string): Promise<Buffer> {
    const archive = await this.#send(
      {
        method: 'GET',
        path: `/containers/${encodeURIComponent(container)}/archive?path=${encodeURIComponent(path)}`,
      },
      10_000,
    )
    return firstFile(archive)
  }

  /** Runs a command inside a container: words, never a shell's line. Output is bounded, the exit code is its own. */
  async exec(container: string, argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const stdin = options.stdin === undefined ? undefined : Buffer.from(options.stdin)
    const created = await this.call('POST', `/containers/${encodeURIComponent(container)}/exec`, {
      Cmd: argv,
      AttachStdin: stdin !== undefined,
      AttachStdout: true,
      AttachStderr: true,
      ...(options.user === undefined ? {} : { User: options.user }),
    })
    const id = stringMember(created, 'Id')
    const output = await this.#attach(id, stdin, options.timeout ?? 20_000, argv)
    return { exitCode: await this.#exitCode(id), ...demultiplex(output) }
  }

  async #exitCode(id: string): Promise<number> {
    // The stream may end a moment before the engine has noted the exit.
    for (let looks = 0; looks < 100; looks++) {
      const state = await this.call('GET', `/exec/${id}/json`)
      const code = typeof state === 'object' && state !== null && 'ExitCode' in state ? state.ExitCode : null
      if (typeof code === 'number') return code
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new EngineError(0, `the engine never said how exec ${id} ended`)
  }

  /** Starts an exec and reads its two streams, still interleaved. */
  async #attach(id: string, stdin: Buffer | undefined, timeout: number, argv: readonly string[]): Promise<Buffer> {
    const open = await openerOf(this.#address)
    return new Promise((resolve, reject) => {
      const body = Buffer.from(JSON.stringify({ Detach: false, Tty: false }))
      const call = open({
        method: 'POST',
        path: `/exec/${id}/start`,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': body.byteLength,
          // The engine hands over the bare connection: only so can standard input be closed on its own.
          Connection: 'Upgrade',
          Upgrade: 'tcp',
        },
      })
      const told = argv.slice(0, 3).join(' ').slice(0, 120)
      const timer = setTimeout(
        () => call.destroy(new EngineError(0, `\`${told}\` inside the container did not end within ${timeout} ms`)),
        timeout,
      )
      const settle = (act: () => void) => {
        clearTimeout(timer)
        act()
      }
      call.on('error', (error) => settle(() => reject(EngineError.from(error, this.#address))))
      call.on('upgrade', (_, socket: Socket, head: Buffer) => {
        clearTimeout(timer)
        const late = setTimeout(
          () => socket.destroy(new EngineError(0, `\`${told}\` inside the container did not end within ${timeout} ms`)),
          timeout,
        )
        collect(socket, [head]).then(resolve, reject)
        socket.on('close', () => clearTimeout(late))
        if (stdin) socket.end(stdin)
      })
      call.on('response', (answer) => {
        collect(answer, []).then(
          (bytes) => settle(() => reject(EngineError.answered(answer.statusCode ?? 0, bytes, `exec of \`${told}\``))),
          (error: unknown) => settle(() => reject(error)),
        )
      })
      call.end(body)
    })
  }

  async #send(options: RequestOptions, timeout: number, body?: unknown): Promise<Buffer> {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    const open = await openerOf(this.#address)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = open({
        ...options,
        timeout,
        headers: bytes ? { 'Content-Type': 'application/json', 'Content-Length': bytes.byteLength } : {},
      })
      call.on('timeout', () => call.destroy(new EngineError(0, `the engine was silent for ${timeout} ms`)))
      call.on('error', (error) => reject(EngineError.from(error, this.#address)))
      call.on('response', resolve)
      call.end(bytes)
    })
    const received = await collect(answer, [])
    const status = answer.statusCode ?? 0
    if (status >= 200 && status < 300) return received
    // 304: it is already in the state that was asked for.
    if (status === 304) return Buffer.alloc(0)
    throw EngineError.answered(status, received, `${options.method} ${String(options.path).split('?')[0]}`)
  }
}

function unlessGone(error: unknown): void {
  // 409: another process is removing it right now.
  if (error instanceof EngineError && (error.status === 404 || error.status === 409)) return
  throw error
}

async function collect(stream: AsyncIterable<unknown>, chunks: Buffer[]): Promise<Buffer> {
  let size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += bytes.byteLength
    if (size > largest) throw new EngineError(0, `an answer of the engine exceeds ${largest} octets`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw new EngineError(0, `the engine's answer is no JSON: ${bytes.toString('utf8', 0, 200)}`, { cause: error })
  }
}

function stringMember(value: unknown, name: string): string {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  if (typeof found !== 'string') throw new EngineError(0, `the engine's answer has no ${name}`)
  return found
}
