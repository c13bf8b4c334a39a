import type { Address } from './address.ts'
import { openerOf } from './opener.ts'

/** An answer of the engine's HTTP API. */
export interface Reply {
  readonly status: number
  readonly server: string
  readonly body: string
}

/** Characters of an answer that are read; a list of ten thousand images stays below. */
const limit = 32 * 1024 * 1024

/**
 * Asks the engine over its own socket, which takes milliseconds where starting the docker command takes tens.
 *
 * @param timeout milliseconds for the whole answer.
 * @throws the system's error (`ENOENT`, `EACCES`, `ECONNREFUSED`), or one with code `ETIMEDOUT` or `E2BIG`.
 */
export async function ask(
  address: Address,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  timeout: number,
): Promise<Reply> {
  const open = await openerOf(address)
  return new Promise((resolve, reject) => {
    const request = open({ method, path, headers: { host: 'engine' } })
    request.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        body += piece
        if (body.length > limit)
          request.destroy(coded('E2BIG', `the engine's answer is longer than ${limit} characters`))
      })
      response.on('error', reject)
      response.on('end', () => {
        clearTimeout(timer)
        resolve({ status: response.statusCode ?? 0, server: String(response.headers.server ?? ''), body })
      })
    })
    const timer = setTimeout(
      () => request.destroy(coded('ETIMEDOUT', `the engine did not answer in ${timeout} ms`)),
      timeout,
    )
    request.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    request.end()
  })
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
