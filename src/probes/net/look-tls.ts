import type { Answer, LookContext } from '../probe.ts'
import type { TlsRequest } from '../tls.ts'
import { chainBodies } from './certificate.ts'
import { dial } from './dial.ts'
import { handshake } from './handshake.ts'
import { Limit } from './limit.ts'
import { lookSsl3 } from './look-ssl3.ts'
import { NoAnswer } from './no-answer.ts'
import { serverNameOf, tlsCiphers } from './tls-request.ts'

export async function lookTls(request: TlsRequest, context: LookContext): Promise<Answer> {
  const { target } = context
  const { version, alpn } = request
  const name = serverNameOf(request.name, target)
  const ciphers = tlsCiphers(request)
  const limit = new Limit(context)
  let socket: Awaited<ReturnType<typeof dial>> | null = null
  try {
    socket = await dial(target.front.https, limit)
    if (version === 'SSLv3') return await lookSsl3(socket, name, limit)
    const options = {
      name,
      minVersion: version,
      maxVersion: version,
      ...(ciphers === null ? {} : { ciphers }),
      ...(alpn ? { alpn } : {}),
    }
    const { head, chain, socket: secured } = await handshake(socket, target, options, limit)
    secured.destroy()
    return { head: { outcome: 'established', code: null, alert: null, tls: head }, bodies: chainBodies(chain) }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    const { outcome, code, alert } = error
    return { head: { outcome, code, alert, tls: null }, bodies: {} }
  } finally {
    limit.close()
    socket?.destroy()
  }
}
