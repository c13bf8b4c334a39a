import type { Address } from '../../setup/address.ts'

/** The engine refused a call, or could not be reached (`status` 0). */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }

  /** An error of the connection itself. */
  static from(error: Error, address: Address): EngineError {
    if (error instanceof EngineError) return error
    return new EngineError(
      0,
      `cannot reach the container engine at ${told(address)}: ${error.message}. Is it running, and may this user talk to it? \`npm run setup\` starts it.`,
      { cause: error },
    )
  }

  /** An answer that is not a success; the engine puts its reason into `message`. */
  static answered(status: number, body: Buffer, attempted: string): EngineError {
    return new EngineError(status, `the container engine answered ${attempted} with ${status}: ${reason(body)}`)
  }
}

function told(address: Address): string {
  return 'socketPath' in address ? address.socketPath : `${address.host}:${address.port}`
}

function reason(body: Buffer): string {
  const text = body.toString('utf8', 0, 2000).trim()
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message).trim()
  } catch {
    // Plain text, then.
  }
  return text
}
