import { expect, test } from 'vitest'
import { hostCertificates } from './host-ca.ts'

const certificate = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`
const reader = (files: Record<string, string>) => (path: string) => files[path] ?? null

test('the system bundle and what the environment names beside it, each certificate once, and nothing but certificates', () => {
  const read = reader({
    '/etc/ssl/certs/ca-certificates.crt': `# comment\n${certificate('AAA')}\n${certificate('BBB')}\n`,
    '/company.pem': `${certificate('BBB')}\r\n${certificate('CCC')}\n-----BEGIN PRIVATE KEY-----\nxxx\n-----END PRIVATE KEY-----\n`,
  })
  expect(hostCertificates({ NODE_EXTRA_CA_CERTS: '/company.pem', PIP_CERT: '/gone.pem' }, read)).toBe(
    `${certificate('AAA')}\n${certificate('BBB')}\n${certificate('CCC')}\n`,
  )
})

test('no bundle at all is an empty text', () => {
  expect(hostCertificates({}, reader({}))).toBe('')
})
