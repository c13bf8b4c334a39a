import type { Target } from '../targets/target.ts'
import { noAnswers } from './net/no-answer.ts'
import { listOf, objectOf, textOf, wordOf } from './net/plain.ts'
import { hostPort, publicName } from './net/way.ts'
import type { Probe } from './probe.ts'
import { shellLine } from './shell-quote.ts'

/** What is enumerated: the cipher suites of one version, or the groups of the key exchange. */
export type SuitesRequest = { readonly suites: 'TLSv1.2' | 'TLSv1.3' } | { readonly groups: true }

const outcomes = ['enumerated', ...noAnswers, 'unreadable'] as const
type SuitesOutcome = (typeof outcomes)[number]

export interface SuitesFacts {
  /** `enumerated`, or how the first handshake failed: then nothing is known of the list. */
  readonly outcome: SuitesOutcome
  /** IANA's names, in the order in which the server chose them. */
  readonly suites: readonly string[]
  /** OpenSSL's names (`X25519MLKEM768`, `X25519`, `P-256` …), in the order in which we offered them, one by one. */
  readonly groups: readonly string[]
  /** True when the list ended with the server's own refusal of the rest. */
  readonly complete: boolean
  readonly alert: string | null
  readonly code: string | null
}

/**
 * What the front door accepts. Suites that Node's OpenSSL does not have (RC4, 3DES, NULL, EXPORT) cannot be offered, and are
 * not seen.
 */
export const suites: Probe<SuitesRequest, SuitesFacts> = {
  name: 'suites',
  wave: 'network',
  vantage: 'runner',

  // Loaded when something is looked at, not when a record is read.
  look: async (request, context) => (await import('./net/look-suites.ts')).lookSuites(request, context),

  read({ head }, _request, { unseen }) {
    const plain = objectOf(head)
    const outcome = wordOf(plain.outcome, outcomes) ?? 'unreadable'
    const facts: SuitesFacts = {
      outcome,
      suites: listOf(plain.suites).filter((name) => typeof name === 'string'),
      groups: listOf(plain.groups).filter((name) => typeof name === 'string'),
      complete: outcome === 'enumerated' && plain.complete === true,
      alert: textOf(plain.alert),
      code: textOf(plain.code),
    }
    if (outcome !== 'unreadable') return facts
    return unseen(
      'evidence-unreadable',
      'the record of this enumeration is not in the form that its probe writes',
      facts,
    )
  },

  byHand(request, target) {
    const client = clientWords(target)
    if ('groups' in request) {
      const names = 'X25519MLKEM768 X25519 X448 P-256 P-384 P-521'
      return `for group in ${names}; do if ${client} -groups "$group" </dev/null >/dev/null 2>&1; then echo "$group"; fi; done`
    }
    if (request.suites === 'TLSv1.3') {
      const names = 'TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_GCM_SHA256 TLS_AES_128_CCM_SHA256'
      return `for suite in ${names}; do if ${client} -tls1_3 -ciphersuites "$suite" </dev/null >/dev/null 2>&1; then echo "$suite"; fi; done`
    }
    const names = `$(openssl ciphers -s -tls1_2 'ALL:@SECLEVEL=0' | tr : ' ')`
    return `for suite in ${names}; do if ${client} -tls1_2 -cipher "$suite:@SECLEVEL=0" </dev/null >/dev/null 2>&1; then echo "$suite"; fi; done`
  },
}

function clientWords(target: Target): string {
  const name = publicName(target)
  const words = ['openssl', 's_client', '-connect', hostPort(target.front.https)]
  words.push(...(name === null ? ['-noservername'] : ['-servername', name]))
  return shellLine(words)
}
