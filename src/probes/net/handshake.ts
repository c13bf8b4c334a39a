import type { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  getCACertificates,
  type SecureContext,
  type SecureVersion,
  type TLSSocket,
} from 'node:tls'
import type { Target } from '../../targets/target.ts'
import { Blind } from '../probe.ts'
import type { Limit } from './limit.ts'
import { codeOf, sortError } from './no-answer.ts'

export interface HandshakeOptions {
  /** Server name for the hello and for checking the certificate; null: neither. */
  readonly name: string | null
  readonly alpn?: readonly string[]
  readonly minVersion?: SecureVersion
  readonly maxVersion?: SecureVersion
  /** OpenSSL cipher string. */
  readonly ciphers?: string
  /** OpenSSL group list. */
  readonly groups?: string
  /** False where many contexts are made and nobody asks whether the chain verifies. */
  readonly verify?: boolean
}

/** What a handshake came to, as plain data for a record. */
export type TlsHead = {
  readonly protocol: string | null
  /** IANA's name. */
  readonly cipher: string
  /** OpenSSL's name. */
  readonly opensslCipher: string
  readonly alpn: string | null
  readonly group: string | null
  readonly authorized: boolean
  /** OpenSSL's or Node's code (`CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID` …). */
  readonly authorizationError: string | null
  readonly certificates: number
}

export interface Secured {
  readonly socket: TLSSocket
  readonly head: TlsHead
  /** DER, leaf first, in the order in which the server sent them. */
  readonly chain: readonly Uint8Array[]
}

/** More certificates than any chain has; the rest are dropped. */
const longestChain = 10

/**
 * A TLS handshake over an open connection, completed even when the certificate is bad, so that what is behind it can be
 * seen; whether it is bad stands in `head.authorized`.
 *
 * @throws NoAnswer when the server refuses, Blind `local-tls` when this machine's OpenSSL will not even ask.
 */
export async function handshake(
  raw: Socket,
  target: Target,
  options: HandshakeOptions,
  limit: Limit,
): Promise<Secured> {
  const what = `make a TLS handshake with ${raw.remoteAddress ?? 'the server'}:${raw.remotePort ?? 0}`
  const secureContext = contextOf(target.root, options, what)
  const { name } = options
  return await limit.step<Secured>(what, (resolve, reject) => {
    const socket = connect({
      socket: raw,
      secureContext,
      rejectUnauthorized: false,
      // An address is not a server name (RFC 6066 §3); it is checked all the same.
      servername: name !== null && isIP(name) === 0 ? name : '',
      checkServerIdentity: (_, certificate) => (name === null ? undefined : checkServerIdentity(name, certificate)),
      ...(options.alpn ? { ALPNProtocols: [...options.alpn] } : {}),
    })
    const secured = () => {
      try {
        resolve(describe(socket))
      } catch (error) {
        reject(error)
      }
    }
    const failed = (error: unknown) => reject(sortError(error, { what, octets: raw.bytesRead }))
    socket.on('error', ignore)
    socket.once('secureConnect', secured).once('error', failed)
    return () => socket.off('secureConnect', secured).off('error', failed)
  })
}

function describe(socket: TLSSocket): Secured {
  const cipher = socket.getCipher()
  // One getter of the certificate a socket: this one gives the chain as it was sent, and empties all later ones.
  const chain: Uint8Array[] = []
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate()
  while (certificate && chain.length < longestChain) {
    chain.push(certificate.raw)
    certificate = certificate.issuerCertificate
  }
  const head: TlsHead = {
    protocol: socket.getProtocol(),
    cipher: cipher.standardName,
    opensslCipher: cipher.name,
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
    group: groupOf(socket),
    authorized: socket.authorized,
    authorizationError: socket.authorized ? null : errorCode(socket.authorizationError),
    certificates: chain.length,
  }
  return { socket, head, chain }
}

function groupOf(socket: TLSSocket): string | null {
  const info: unknown = socket.getEphemeralKeyInfo()
  if (typeof info !== 'object' || info === null) return null
  if ('name' in info && typeof info.name === 'string') return info.name
  // Finite-field groups have no name there, only a size.
  return 'size' in info && typeof info.size === 'number' ? `ffdhe${info.size}` : null
}

/** Node's types say Error, Node gives the code as a string. */
function errorCode(error: unknown): string | null {
  return typeof error === 'string' ? error : codeOf(error)
}

const contexts = new Map<string, SecureContext>()
const mostContexts = 64

/** Reading a store of roots costs milliseconds, and forty looks want the same one. */
function contextOf(root: string | null, options: HandshakeOptions, what: string): SecureContext {
  const { minVersion, maxVersion, ciphers, groups, verify = true } = options
  const key = JSON.stringify([root, minVersion, maxVersion, ciphers, groups])
  const known = verify ? contexts.get(key) : undefined
  if (known) return known
  let made: SecureContext
  try {
    made = createSecureContext({
      ca: !verify ? [] : root === null ? systemRoots() : root,
      ...(minVersion ? { minVersion } : {}),
      ...(maxVersion ? { maxVersion } : {}),
      ...(ciphers === undefined ? {} : { ciphers }),
      ...(groups === undefined ? {} : { ecdhCurve: groups }),
    })
  } catch (error) {
    const code = codeOf(error)
    throw new Blind('local-tls', `could not ${what}: this machine's OpenSSL says ${code ?? String(error)}`, {
      cause: error,
    })
  }
  if (!verify) return made
  if (contexts.size >= mostContexts) contexts.clear()
  contexts.set(key, made)
  return made
}

/** A machine without a store of its own trusts what Node brings along. */
function systemRoots(): string[] {
  const system = getCACertificates('system')
  return system.length > 0 ? system : getCACertificates('bundled')
}

function ignore(): void {}
