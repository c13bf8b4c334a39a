import { readFileSync, statSync } from 'node:fs'
import { shortestSecret } from '../evidence/needles.ts'
import { UsageError } from './errors.ts'

/** Largest password file that is read: anything longer is not a password. Octets. */
const largestFile = 4096

/**
 * Basic Auth's password as the user gives it: EVIDENCE_PASSWORD, or the file that EVIDENCE_PASSWORD_FILE names. Null when
 * neither is set.
 *
 * @throws UsageError when the file cannot be read, or the password could not be searched for in the evidence.
 */
export function givenPassword(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.EVIDENCE_PASSWORD) return checkPassword(env.EVIDENCE_PASSWORD, 'EVIDENCE_PASSWORD')
  if (env.EVIDENCE_PASSWORD_FILE) return passwordFrom(env.EVIDENCE_PASSWORD_FILE, 'EVIDENCE_PASSWORD_FILE')
  return null
}

/** The password in a file, without the newline that editors leave at its end. `named` says in errors who named the file. */
export function passwordFrom(path: string, named: string): string {
  let text: string
  try {
    if (statSync(path).size > largestFile) {
      throw new UsageError(
        `the password file ${path} (${named}) is larger than ${largestFile} octets: is it the right file?`,
      )
    }
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(
      `cannot read the password file ${path} (${named}): ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
  return checkPassword(text.replace(/\r?\n$/, ''), `the file ${path} (${named})`)
}

/**
 * Refuses what cannot be a password of this suite. The message never holds the password.
 *
 * @throws UsageError
 */
export function checkPassword(password: string, source: string): string {
  const octets = Buffer.byteLength(password, 'utf8')
  if (octets < shortestSecret) {
    throw new UsageError(
      `the password from ${source} has ${octets} octets: at least ${shortestSecret} are needed, or it could not be searched for in the evidence without hitting innocent text`,
    )
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\x00-\x1f\x7f]/.test(password)) {
    throw new UsageError(`the password from ${source} holds a control character or a line break: it must be one line`)
  }
  // bcrypt reads no further: two passwords that differ only behind would be one.
  if (octets > 72) throw new UsageError(`the password from ${source} has ${octets} octets: bcrypt reads only 72`)
  return password
}

/** How to give a password, as the end of an error's sentence. */
export const howToGivePassword =
  'set EVIDENCE_PASSWORD_FILE to a file that holds it (or EVIDENCE_PASSWORD to the password itself)'
