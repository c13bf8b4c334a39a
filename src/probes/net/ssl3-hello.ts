import { alertName } from './alerts.ts'

/** Suites that servers with SSL 3.0 had: RC4, 3DES, AES with RSA, DHE-RSA, ECDHE; and the signal of RFC 5746. */
const suites = [
  0x0005, 0x0004, 0x000a, 0x0016, 0x002f, 0x0035, 0x0033, 0x0039, 0xc007, 0xc008, 0xc009, 0xc00a, 0xc011, 0xc012,
  0xc013, 0xc014, 0x00ff,
]

/**
 * A ClientHello of SSL 3.0 (RFC 6101), for OpenSSL has forgotten how. The server's name is appended as an extension, which
 * RFC 6101 §5.6.1.2 has servers ignore that do not know it.
 *
 * @param random 32 octets.
 */
export function ssl3Hello(name: string | null, random: Uint8Array): Buffer {
  const body = Buffer.concat([
    Buffer.from([3, 0]),
    random,
    Buffer.from([0]),
    sized(2, Buffer.concat(suites.map((suite) => Buffer.from([suite >> 8, suite & 255])))),
    sized(1, Buffer.from([0])),
    name === null ? Buffer.alloc(0) : sized(2, serverName(name)),
  ])
  const message = Buffer.concat([Buffer.from([1]), sized(3, body)])
  return Buffer.concat([Buffer.from([22, 3, 0]), sized(2, message)])
}

function serverName(name: string): Buffer {
  const entry = Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(name, 'latin1'))])
  return Buffer.concat([Buffer.from([0, 0]), sized(2, sized(2, entry))])
}

function sized(octets: number, content: Buffer): Buffer {
  const size = Buffer.alloc(octets)
  size.writeUIntBE(content.length, 0, octets)
  return Buffer.concat([size, content])
}

/** What the first record of a server's reply says; null while it is not complete. */
export type FirstWord =
  | { readonly kind: 'alert'; readonly alert: string }
  /** The version that the ServerHello chose. */
  | { readonly kind: 'hello'; readonly protocol: string }
  | { readonly kind: 'other' }

export function firstWord(reply: Uint8Array): FirstWord | null {
  const [type, major, , high, low] = reply
  if (type === undefined) return null
  if (type !== 21 && type !== 22) return { kind: 'other' }
  if (major !== undefined && major !== 3) return { kind: 'other' }
  if (high === undefined || low === undefined) return null
  if (type === 21) {
    if (high * 256 + low < 2) return { kind: 'other' }
    const description = reply[6]
    return description === undefined ? null : { kind: 'alert', alert: alertName(description) }
  }
  const message = reply[5]
  const [chosenMajor, chosenMinor] = reply.subarray(9, 11)
  if (message !== undefined && message !== 2) return { kind: 'other' }
  if (chosenMajor === undefined || chosenMinor === undefined) return null
  return { kind: 'hello', protocol: protocolName(chosenMajor, chosenMinor) }
}

function protocolName(major: number, minor: number): string {
  if (major !== 3) return `${major}.${minor}`
  return ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'][minor] ?? `3.${minor}`
}
