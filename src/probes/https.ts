import { curlIdentity } from './net/credentials.ts'
import { curlLine } from './net/curl.ts'
import { type HttpFacts, readHttp } from './net/http-facts.ts'
import { endpointOf, type HttpsRequest, nameOf } from './net/https-request.ts'
import { bracketed, byHandOver } from './net/way.ts'
import type { Probe } from './probe.ts'

export type { HttpFacts } from './net/http-facts.ts'
export type { HttpsRequest } from './net/https-request.ts'

/** One request to the front door over a connection of its own, redirects not followed. */
export const https: Probe<HttpsRequest, HttpFacts> = {
  name: 'https',
  wave: 'network',
  vantage: 'runner',

  // Loaded when something is looked at, not when a record is read.
  look: async (request, context) => (await import('./net/look-https.ts')).lookHttps(request, context),

  read: (answer, _request, context) => readHttp(answer, context),

  byHand(request, target) {
    const { path, method = 'GET', as = 'nobody', version = 'h2', host, headers } = request
    const options = [
      version === 'h2' ? '--http2' : '--http1.1',
      ...(target.root === null ? [] : ['--cacert "$EVIDENCE_CA"']),
      ...curlIdentity(as, target),
    ]
    return byHandOver(
      () => endpointOf(request, target),
      (endpoint) =>
        curlLine({
          scheme: 'https',
          host: bracketed(nameOf(request, target)),
          path,
          endpoint,
          method,
          authority: host,
          headers,
          options,
        }),
    )
  },
}
