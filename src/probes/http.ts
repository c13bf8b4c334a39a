import type { Target } from '../targets/target.ts'
import { curlLine } from './net/curl.ts'
import { commonFields } from './net/http-answer.ts'
import { type HttpFacts, readHttp } from './net/http-facts.ts'
import { bracketed, byHandOver, publicName, wayToServer } from './net/way.ts'
import type { Probe } from './probe.ts'

export type HttpRequest = {
  /** Request target with its query, beginning with `/`. */
  readonly path: string
  readonly method?: 'GET' | 'HEAD'
  /** Host header. Default: the first promised name. */
  readonly host?: string
}

/** One request to port 80, in the clear: never with credentials, redirects not followed. */
export const http: Probe<HttpRequest, HttpFacts> = {
  name: 'http',
  wave: 'network',
  vantage: 'runner',

  // Loaded when something is looked at, not when a record is read.
  async look({ path, method = 'GET', host }, context) {
    const { lookHttp } = await import('./net/look-http.ts')
    const { target } = context
    const question = { method, path, authority: host ?? nameOf(target), fields: commonFields(context) }
    return await lookHttp(wayToServer(target, 80), question, context)
  },

  read: (answer, _request, context) => readHttp(answer, context),

  byHand: ({ path, method = 'GET', host }, target) =>
    byHandOver(
      () => wayToServer(target, 80),
      (endpoint) =>
        curlLine({
          scheme: 'http',
          host: nameOf(target),
          path,
          endpoint,
          method,
          authority: host,
          options: ['--http1.1'],
        }),
    ),
}

function nameOf(target: Target): string {
  return bracketed(publicName(target) ?? target.front.https.host)
}
