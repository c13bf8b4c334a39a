import { readFile } from 'node:fs/promises'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { join } from 'node:path'
import { http } from '../http.ts'
import type { Address } from './address.ts'

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
  const options: RequestOptions = { method, path, agent: false, headers: { host: 'engine' } }
  const send = await sender(address, options)
  return new Promise((resolve, reject) => {
    const request = send((response) => {
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

type Listener = (response: IncomingMessage) => void

async function sender(address: Address, options: RequestOptions) {
  if ('socketPath' in address)
    return (listener: Listener) => http.request({ ...options, socketPath: address.socketPath }, listener)
  const { host, port, certificates } = address
  if (certificates === null) return (listener: Listener) => http.request({ ...options, host, port }, listener)
  const { request } = await import('node:https')
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(join(certificates, name))),
  )
  return (listener: Listener) => request({ ...options, host, port, ca, cert, key }, listener)
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
