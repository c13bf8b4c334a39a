import { X509Certificate } from 'node:crypto'

export interface CertificateFacts {
  /** Distinguished names, one line: `C=CN, O=Example, CN=www.example.test`. */
  readonly subject: string
  readonly issuer: string
  /** Subject alternative names, DNS names in lower case and IP addresses, in order. */
  readonly names: readonly string[]
  /** Epoch milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint256: string
  /** Type as Node names it (`rsa`, `ec`, `ed25519` …); bits of an RSA modulus, OpenSSL's name of a curve. */
  readonly key: { readonly type: string | null; readonly bits: number | null; readonly curve: string | null }
  readonly isCa: boolean
  readonly selfSigned: boolean
}

/** Facts of a certificate; null when the bytes are none. */
export function readCertificate(der: Uint8Array): CertificateFacts | null {
  try {
    const certificate = new X509Certificate(der)
    return {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      names: namesOf(certificate.subjectAltName),
      notBefore: certificate.validFromDate.getTime(),
      notAfter: certificate.validToDate.getTime(),
      fingerprint256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      key: keyOf(certificate),
      isCa: certificate.ca,
      selfSigned: isSelfSigned(certificate),
    }
  } catch {
    return null
  }
}

/** The certificates that a probe kept as `certificate0`, `certificate1` …, and how many of them cannot be read. */
export function readChain(bodies: Readonly<Record<string, Uint8Array>>): {
  readonly chain: readonly CertificateFacts[]
  readonly unreadable: number
} {
  const chain: CertificateFacts[] = []
  let unreadable = 0
  for (let index = 0; index < 32; index += 1) {
    const der = bodies[`certificate${index}`]
    if (der === undefined) break
    const certificate = readCertificate(der)
    if (certificate) chain.push(certificate)
    else unreadable += 1
  }
  return { chain, unreadable }
}

export function chainBodies(chain: readonly Uint8Array[]): Record<string, Uint8Array> {
  return Object.fromEntries(chain.map((der, index) => [`certificate${index}`, der]))
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ')
}

function keyOf(certificate: X509Certificate): CertificateFacts['key'] {
  try {
    const key = certificate.publicKey
    const details = key.asymmetricKeyDetails
    return {
      type: key.asymmetricKeyType ?? null,
      bits: details?.modulusLength ?? null,
      curve: details?.namedCurve ?? null,
    }
  } catch {
    return { type: null, bits: null, curve: null }
  }
}

function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey)
  } catch {
    return false
  }
}

/** OpenSSL puts a name into JSON quotes when it holds what could be taken for another entry of the list. */
function namesOf(list: string | undefined): string[] {
  const names: string[] = []
  for (const [, kind, value] of (list ?? '').matchAll(
    /(?:^|, )(DNS|IP Address|URI|email|DirName|Registered ID|othername):("(?:[^"\\]|\\.)*"|[^,]*)/g,
  )) {
    if ((kind !== 'DNS' && kind !== 'IP Address') || value === undefined) continue
    names.push(unquoted(value).toLowerCase())
  }
  return names
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value
  try {
    return String(JSON.parse(value))
  } catch {
    return value
  }
}
