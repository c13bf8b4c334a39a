/** Alerts by their number on the wire (IANA TLS Alerts registry; SSL 3.0's own included). */
const names: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  60: 'export_restriction',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  111: 'certificate_unobtainable',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  114: 'bad_certificate_hash_value',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
}

export function alertName(number: number): string {
  return names[number] ?? `alert_${number}`
}

/** OpenSSL's words for an alert that came from the peer, where they are not RFC 8446's. */
const otherWords: Readonly<Record<string, string>> = {
  user_cancelled: 'user_canceled',
}

const known = new Set(Object.values(names))

/**
 * The alert that the peer sent, from OpenSSL's reason as Node spells it in `error.code`; null for every other error.
 *
 * OpenSSL names most of them `…_ALERT_<name>`, and the ones that came with extensions `TLSV1_<name>`: those are told from
 * its complaints about the peer's bytes by the registry's names.
 */
export function alertOf(code: string): string | null {
  const found = /^ERR_SSL_(?:SSL\/TLS|SSLV3|TLSV1|TLSV13)_(ALERT_)?([A-Z_]+)$/.exec(code)
  const spelled = found?.[2]?.toLowerCase()
  if (!spelled) return null
  const name = otherWords[spelled] ?? spelled
  return found?.[1] !== undefined || known.has(name) ? name : null
}
