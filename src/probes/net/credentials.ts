import type { Target } from '../../targets/target.ts'
import { Blind, type LookContext } from '../probe.ts'
import { shellQuote } from '../shell-quote.ts'

/** Who a request comes from: by name, for values never stand in a request. */
export type Identity =
  | 'nobody'
  | 'user'
  | 'wrong-password'
  | 'wrong-user'
  | 'burnt-password'
  | 'empty'
  | 'malformed'
  | 'other-scheme'

/** True for those that carry the real password: they go over a verified connection or not at all. */
export function carriesSecret(as: Identity): boolean {
  return as === 'user' || as === 'wrong-user'
}

const notBase64 = 'Basic %%%not-base64%%%'
const strangerName = 'nobody-of-that-name'
const wrongPassword = 'wrong-password'

/**
 * The Authorization field; null for nobody.
 *
 * @throws Blind `no-password` when the password is not known, `not-promised` when none was ever published.
 */
export function authorization(
  as: Identity,
  { target, secrets }: Pick<LookContext, 'target' | 'secrets'>,
): string | null {
  switch (as) {
    case 'nobody':
      return null
    case 'user':
      return basic(target.user, passwordOf(secrets))
    case 'wrong-user':
      return basic(strangerName, passwordOf(secrets))
    case 'wrong-password':
      return basic(target.user, wrongPassword)
    case 'burnt-password':
      return basic(target.user, burntOf(target))
    case 'empty':
      return basic(target.user, '')
    case 'malformed':
      return notBase64
    case 'other-scheme':
      return 'Bearer not-a-token'
  }
}

/** Options of curl for the same, the real password as `$EVIDENCE_PASSWORD` and never among the arguments. */
export function curlIdentity(as: Identity, target: Target): string[] {
  switch (as) {
    case 'nobody':
      return []
    case 'user':
      return [secretHeader(target.user)]
    case 'wrong-user':
      return [secretHeader(strangerName)]
    case 'wrong-password':
      return ['-u', shellQuote(`${target.user}:${wrongPassword}`)]
    case 'burnt-password':
      return ['-u', shellQuote(`${target.user}:${target.promises.burntPasswords?.[0] ?? ''}`)]
    case 'empty':
      return ['-u', shellQuote(`${target.user}:`)]
    case 'malformed':
      return ['-H', shellQuote(`Authorization: ${notBase64}`)]
    case 'other-scheme':
      return ['-H', shellQuote('Authorization: Bearer not-a-token')]
  }
}

// printf is the shell's own: what it is given never stands in a list of processes.
function secretHeader(user: string): string {
  return `-H @<(printf 'Authorization: Basic %s\\n' "$(printf '%s:%s' ${shellQuote(user)} "$EVIDENCE_PASSWORD" | base64 -w0)")`
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}

function passwordOf(secrets: LookContext['secrets']): string {
  const password = secrets.get('password')
  if (password === undefined)
    throw new Blind('no-password', 'could not log in: the password of the target is not known')
  return password
}

function burntOf(target: Target): string {
  const [password] = target.promises.burntPasswords ?? []
  if (password === undefined) throw new Blind('not-promised', 'the target names no password that was once published')
  return password
}
