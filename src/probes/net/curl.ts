import type { Endpoint } from '../../targets/target.ts'
import { shellQuote } from '../shell-quote.ts'
import { hostPort } from './way.ts'

export interface CurlCall {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly path: string
  readonly endpoint: Endpoint
  readonly method: 'GET' | 'HEAD'
  /** Host header where it is not the URL's. */
  readonly authority?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Further options, quoted already. */
  readonly options: readonly string[]
}

/**
 * A curl command that asks the same. The URL has the public name and the usual port, so that Host and the name in the hello
 * are the real ones; `--connect-to` takes the connection to where the runner reaches it.
 */
export function curlLine({ scheme, host, path, endpoint, method, authority, headers, options }: CurlCall): string {
  const port = scheme === 'https' ? 443 : 80
  return [
    `curl -q -sS --max-time 10 --noproxy '*' --path-as-is --globoff`,
    method === 'HEAD' ? '-I' : '-D- -o-',
    ...options,
    `--connect-to ${shellQuote(`${host}:${port}:${hostPort(endpoint)}`)}`,
    ...(authority === undefined ? [] : [`-H ${shellQuote(`Host: ${authority}`)}`]),
    ...Object.entries(headers ?? {}).map(([name, value]) => `-H ${shellQuote(`${name}: ${value}`)}`),
    shellQuote(`${scheme}://${host}${path}`),
  ].join(' ')
}
