/** Where an engine listens. TLS is given by the folder that holds `ca.pem`, `cert.pem` and `key.pem`. */
export type Address =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number; readonly certificates: string | null }

/**
 * Reads a Docker host (`unix:///run/docker.sock`, `tcp://127.0.0.1:2375`).
 *
 * @param certificates folder of the client's certificates where TLS is asked for, else null.
 * @returns null for what we cannot speak: `ssh://`, `npipe://`, nonsense.
 */
export function addressOf(host: string, certificates: string | null = null): Address | null {
  if (host.startsWith('unix://')) {
    const socketPath = host.slice('unix://'.length)
    return socketPath.startsWith('/') ? { socketPath } : null
  }
  if (!URL.canParse(host)) return null
  const url = new URL(host)
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol) || url.hostname === '') return null
  const port = url.port === '' ? (certificates === null ? 2375 : 2376) : Number(url.port)
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, certificates }
}
