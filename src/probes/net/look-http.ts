import type { Endpoint } from '../../targets/target.ts'
import type { Answer, LookContext } from '../probe.ts'
import { dial } from './dial.ts'
import { exchangeH1 } from './exchange-h1.ts'
import { replied, unanswered } from './http-answer.ts'
import { Limit } from './limit.ts'
import type { Request } from './reply.ts'

/** One request over plain HTTP/1.1 and a connection of its own. */
export async function lookHttp(endpoint: Endpoint, request: Request, context: LookContext): Promise<Answer> {
  const limit = new Limit(context)
  try {
    const socket = await dial(endpoint, limit)
    return replied(await exchangeH1(socket, false, request, limit), 'h1', null)
  } catch (error) {
    return unanswered(error, null)
  } finally {
    limit.close()
  }
}
