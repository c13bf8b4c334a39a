import type { Endpoint, Target } from '../../targets/target.ts'
import type { Identity } from './credentials.ts'
import { publicName, wayTo } from './way.ts'

export type HttpsRequest = {
  /** Request target with its query, beginning with `/`. */
  readonly path: string
  readonly method?: 'GET' | 'HEAD'
  /** Whose credentials go along; those with the real password are sent over a verified connection only. Default: nobody's. */
  readonly as?: Identity
  /**
   * What is offered by ALPN: `h2` (default) offers HTTP/2 and HTTP/1.1 and speaks what the server chooses, as browsers do, so
   * that only a claim about `version` falls where HTTP/2 is off; `h1` offers HTTP/1.1 alone.
   */
  readonly version?: 'h1' | 'h2'
  /** Name in the hello, in the certificate and in Host. Default: the first promised one. */
  readonly name?: string
  /** Host or :authority where it is another than `name`. */
  readonly host?: string
  /** Address to connect to, on port 443, by the way that the target tells. Default: the front door. */
  readonly address?: string
  /** Further header fields; they replace ours of the same name. */
  readonly headers?: Readonly<Record<string, string>>
}

export function nameOf(request: HttpsRequest, target: Target): string {
  return request.name ?? publicName(target) ?? target.front.https.host
}

export function endpointOf(request: HttpsRequest, target: Target): Endpoint {
  return request.address === undefined ? target.front.https : wayTo(target, request.address, 443)
}
