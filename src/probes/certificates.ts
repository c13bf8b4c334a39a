import { type CertificateFacts, readCertificate } from './net/certificate.ts'

const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{1,20000})-----END CERTIFICATE-----/g

/** The certificates of a PEM text, in its order. A block that is no certificate is left out: it equals no served one. */
export function parseCertificates(pem: string): readonly CertificateFacts[] {
  return [...pem.matchAll(block)]
    .map(([, base64 = '']) => readCertificate(Buffer.from(base64, 'base64')))
    .filter((certificate) => certificate !== null)
}
