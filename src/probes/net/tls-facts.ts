import type { Json } from '../../evidence/json.ts'
import { type CertificateFacts, readChain } from './certificate.ts'
import { objectOrNull, textOf } from './plain.ts'

/** What a completed handshake shows. */
export interface TlsFacts {
  /** `TLSv1.3`, `TLSv1.2` … */
  readonly protocol: string | null
  /** IANA's name of the cipher suite. */
  readonly cipher: string | null
  /** `h2`, `http/1.1`; null when none was agreed on. */
  readonly alpn: string | null
  /** Group of the key exchange as OpenSSL names it: `X25519MLKEM768`, `X25519`, `prime256v1` …; null with static RSA. */
  readonly group: string | null
  /** The chain as sent leads to the target's root, is in date, and (where a name was asked for) has that name. */
  readonly authorized: boolean
  /** `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE` … */
  readonly authorizationError: string | null
  /** The certificates as sent, leaf first; those that cannot be read are left out and counted. */
  readonly chain: readonly CertificateFacts[]
  readonly unreadable: number
}

export function readTls(head: Json | undefined, bodies: Readonly<Record<string, Uint8Array>>): TlsFacts | null {
  const plain = objectOrNull(head)
  if (plain === null) return null
  let read: ReturnType<typeof readChain> | null = null
  const chain = () => {
    read ??= readChain(bodies)
    return read
  }
  return {
    protocol: textOf(plain.protocol),
    cipher: textOf(plain.cipher),
    alpn: textOf(plain.alpn),
    group: textOf(plain.group),
    authorized: plain.authorized === true,
    authorizationError: textOf(plain.authorizationError),
    // Parsing a certificate costs more than all the rest of a reading, and few claims look at one.
    get chain() {
      return chain().chain
    },
    get unreadable() {
      return chain().unreadable
    },
  }
}
