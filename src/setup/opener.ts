import { readFile } from 'node:fs/promises'
import type { ClientRequest, RequestOptions } from 'node:http'
import { join } from 'node:path'
import { http } from '../http.ts'
import type { Address } from './address.ts'

/** Begins a request to the engine; connections are not kept, a command asks a handful of questions. */
export type Open = (options: RequestOptions) => ClientRequest

/** Opens requests to the engine: through its socket, or over TCP with or without TLS. */
export async function openerOf(address: Address): Promise<Open> {
  if ('socketPath' in address) {
    return (options) => http.request({ ...options, socketPath: address.socketPath, agent: false })
  }
  const { host, port, certificates } = address
  if (certificates === null) return (options) => http.request({ ...options, host, port, agent: false })
  const { request } = await import('node:https')
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(join(certificates, name))),
  )
  return (options) => request({ ...options, host, port, ca, cert, key, agent: false })
}
