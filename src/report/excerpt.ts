import { X509Certificate } from 'node:crypto'

/** What is shown of some bytes, and how many of them are not. */
export interface Excerpt {
  readonly kind: 'text' | 'hex'
  /** As decoded, control characters and all: escape it for where it goes. */
  readonly text: string
  /** Octets between beginning and end that were left out. */
  readonly omitted: number
  /** The end of a long text; empty when all is in `text` or for a hex dump. */
  readonly tail: string
}

/** Lines and characters of text, shared two to one by beginning and end. */
const longest = { characters: 1800, lines: 36 } as const
const hexOctets = 128

/** The beginning and the end of an answer, as text where it is text or a certificate, and else as a hex dump. */
export function excerptOf(bytes: Uint8Array, scale = 1): Excerpt {
  const text = textOf(bytes)
  if (text === null) {
    const certificate = certificateText(bytes)
    if (certificate !== null) return { kind: 'text', text: certificate, omitted: 0, tail: '' }
    const shown = bytes.subarray(0, hexOctets * scale)
    return { kind: 'hex', text: hexDump(shown), omitted: bytes.byteLength - shown.byteLength, tail: '' }
  }
  const most = { characters: longest.characters * scale, lines: longest.lines * scale }
  const whole = beginning(text, most.characters, most.lines)
  if (whole.length === text.length) return { kind: 'text', text, omitted: 0, tail: '' }
  const head = beginning(text, (most.characters * 2) / 3, (most.lines * 2) / 3)
  const tail = ending(text, most.characters / 3, most.lines / 3)
  const omitted = bytes.byteLength - Buffer.byteLength(head) - Buffer.byteLength(tail)
  return { kind: 'text', text: head, omitted, tail }
}

/** Null when the bytes are no UTF-8, or more than a few of them are control characters. */
function textOf(bytes: Uint8Array): string | null {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
  let controls = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) controls += 1
  }
  return controls * 10 > text.length ? null : text
}

function beginning(text: string, characters: number, lines: number): string {
  let end = -1
  for (let line = 0; line < lines; line += 1) {
    end = text.indexOf('\n', end + 1)
    if (end === -1 || end > characters) break
  }
  const last = end === -1 ? text.length : Math.min(end + 1, text.length)
  if (last <= characters) return text.slice(0, last)
  const cut = text.slice(0, notInPair(text, characters, -1))
  // Between lines, unless that would leave next to nothing.
  const lineEnd = cut.lastIndexOf('\n') + 1
  return lineEnd * 2 > cut.length ? cut.slice(0, lineEnd) : cut
}

function ending(text: string, characters: number, lines: number): string {
  const window = text.slice(notInPair(text, text.length - characters, 1))
  const lineStart = window.indexOf('\n') + 1
  const whole = lineStart > 0 && lineStart * 2 < window.length ? window.slice(lineStart) : window
  const ended = whole.endsWith('\n')
  const kept = (ended ? whole.slice(0, -1) : whole).split('\n').slice(-lines).join('\n')
  return ended ? `${kept}\n` : kept
}

/** An index that does not part a surrogate pair. */
function notInPair(text: string, index: number, step: 1 | -1): number {
  const at = Math.trunc(index)
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at + step : at
}

/** What a person wants to know of a certificate in DER; null for other bytes. */
function certificateText(bytes: Uint8Array): string | null {
  // A SEQUENCE of two octets of length: anything else is not worth asking OpenSSL.
  if (bytes[0] !== 0x30 || bytes[1] !== 0x82) return null
  try {
    const { subject, issuer, subjectAltName, validFrom, validTo, serialNumber } = new X509Certificate(bytes)
    const oneLine = (name: string) => name.split('\n').join(', ')
    return [
      `subject: ${oneLine(subject)}`,
      `issuer: ${oneLine(issuer)}`,
      ...(subjectAltName === undefined ? [] : [`names: ${subjectAltName}`]),
      `valid: ${validFrom} to ${validTo}`,
      `serial: ${serialNumber}`,
    ].join('\n')
  } catch {
    return null
  }
}

/** Offset, sixteen octets, and what of them is printable ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let offset = 0; offset < bytes.byteLength; offset += 16) {
    const row = [...bytes.subarray(offset, offset + 16)]
    const hex = row.map((octet) => octet.toString(16).padStart(2, '0')).join(' ')
    const ascii = row.map((octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.')).join('')
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  |${ascii}|`)
  }
  return lines.join('\n')
}
