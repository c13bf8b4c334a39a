import { expect, test } from 'vitest'
import { Blind } from '../probe.ts'
import { alertName, alertOf } from './alerts.ts'
import { NoAnswer, sortError } from './no-answer.ts'

const failure = (code: string, more: object = {}) => Object.assign(new Error('words that mean nothing'), { code }, more)
const sorted = (error: unknown, octets = 0, ended = false) => {
  const found = sortError(error, { what: 'look', octets, ended })
  if (found instanceof NoAnswer) return found.alert ?? found.outcome
  return found instanceof Blind ? `blind ${found.code}` : 'defect'
}

test('an error is sorted by its code', () => {
  expect(sorted(failure('ECONNREFUSED'))).toBe('refused')
  expect(sorted(failure('EHOSTUNREACH'))).toBe('unreachable')
  expect(sorted(failure('ECONNRESET', { errno: -104 }))).toBe('reset')
  expect(sorted(failure('ECONNRESET'))).toBe('closed')
  expect(sorted(failure('ETIMEDOUT', { errno: -110 }))).toBe('silent')
  for (const code of ['EMFILE', 'ENETUNREACH', 'EACCES', 'ENOTFOUND'])
    expect(sorted(failure(code))).toBe(`blind ${code}`)
  expect(sorted(new TypeError('ours'))).toBe('defect')
  expect(sorted(failure('ERR_INVALID_ARG_TYPE'))).toBe('defect')
})

test('what OpenSSL refuses before it has heard anything is our blindness', () => {
  for (const code of ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'ERR_SSL_NO_CIPHER_MATCH', 'ERR_SSL_NO_SUITABLE_GROUPS']) {
    expect(sorted(failure(code))).toBe('blind local-tls')
  }
  expect(sorted(failure('ERR_SSL_WRONG_VERSION_NUMBER'), 22)).toBe('garbled')
})

test('only what the peer sent is an alert', () => {
  expect(sorted(failure('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'), 7)).toBe('protocol_version')
  expect(sorted(failure('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'), 7)).toBe('handshake_failure')
  expect(sorted(failure('ERR_SSL_TLSV1_UNRECOGNIZED_NAME'), 7)).toBe('unrecognized_name')
  expect(sorted(failure('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 7)).toBe('certificate_required')
  expect(alertOf('ERR_SSL_UNSUPPORTED_PROTOCOL')).toBeNull()
  expect(alertOf('ERR_SSL_TLSV1_SOMETHING_OF_OURS')).toBeNull()
  expect(alertName(70)).toBe('protocol_version')
  expect(alertName(200)).toBe('alert_200')
})
