import type { Answer, LookContext } from '../probe.ts'
import { authorization, carriesSecret } from './credentials.ts'
import { dial } from './dial.ts'
import { exchangeH2 } from './exchange-h2.ts'
import { handshake, type Secured } from './handshake.ts'
import { commonFields, notSent, replied, unanswered, withFields } from './http-answer.ts'
import { endpointOf, type HttpsRequest, nameOf } from './https-request.ts'
import { Limit } from './limit.ts'
import { bracketed } from './way.ts'

const loadH1 = () => import('./exchange-h1.ts')

export async function lookHttps(request: HttpsRequest, context: LookContext): Promise<Answer> {
  const identity = authorization(request.as ?? 'nobody', context)
  if (request.version === 'h1') await loadH1()
  const limit = new Limit(context)
  try {
    return await ask(request, identity, context, limit)
  } finally {
    limit.close()
  }
}

async function ask(
  request: HttpsRequest,
  identity: string | null,
  context: LookContext,
  limit: Limit,
): Promise<Answer> {
  const { target } = context
  const { path, method = 'GET', as = 'nobody', version = 'h2' } = request
  const name = nameOf(request, target)
  let secured: Secured | null = null
  let socket: Awaited<ReturnType<typeof dial>> | null = null
  try {
    socket = await dial(endpointOf(request, target), limit)
    const alpn = version === 'h2' ? ['h2', 'http/1.1'] : ['http/1.1']
    secured = await handshake(socket, target, { name, alpn }, limit)
    if (carriesSecret(as) && !secured.head.authorized) return notSent(secured)
    const fields = withFields(commonFields(context), request.headers)
    if (identity !== null) fields.push(['authorization', identity])
    const question = { method, path, authority: request.host ?? bracketed(name), fields }
    if (secured.head.alpn === 'h2') {
      return replied(await exchangeH2(secured.socket, question, limit), 'h2', secured)
    }
    const { exchangeH1 } = await loadH1()
    return replied(await exchangeH1(secured.socket, true, question, limit), 'h1', secured)
  } catch (error) {
    return unanswered(error, secured)
  } finally {
    secured?.socket.destroy()
    socket?.destroy()
  }
}
