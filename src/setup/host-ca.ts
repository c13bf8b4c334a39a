import { readFileSync, statSync } from 'node:fs'

const named = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'PIP_CERT', 'CURL_CA_BUNDLE']
const usual = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]
/** Bytes of a bundle that is read; the usual ones are a quarter of a megabyte. */
const largest = 8 * 1024 * 1024

/**
 * The certificates that this machine trusts, as one PEM text: the system's bundle and what the environment names beside it,
 * which is where a company puts the root of its TLS-inspecting proxy. Nothing but certificates is taken over, each once.
 */
export function hostCertificates(
  env: Readonly<Record<string, string | undefined>> = process.env,
  read: (path: string) => string | null = textOf,
): string {
  const system = usual.map(read).find((text) => text !== null)
  const texts = [system, ...named.map((name) => (env[name] ? read(env[name]) : null))]
  const certificates = new Set<string>()
  for (const text of texts)
    for (const [block] of (text ?? '').matchAll(
      /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g,
    ))
      certificates.add(block.replaceAll('\r', ''))
  return [...certificates].map((block) => `${block}\n`).join('')
}

function textOf(path: string): string | null {
  try {
    return statSync(path).size > largest ? null : readFileSync(path, 'latin1')
  } catch {
    return null
  }
}
