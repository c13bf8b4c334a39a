import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UsageError } from './errors.ts'
import { givenPassword } from './password.ts'

const folder = mkdtempSync(join(tmpdir(), 'password-'))
const file = (text: string) => {
  const path = join(folder, `${Math.random()}`)
  writeFileSync(path, text)
  return path
}

test('the environment comes before the file, and neither is null', () => {
  const path = file('from-the-file\n')
  expect(givenPassword({ EVIDENCE_PASSWORD: 'from-the-environment', EVIDENCE_PASSWORD_FILE: path })).toBe(
    'from-the-environment',
  )
  expect(givenPassword({ EVIDENCE_PASSWORD_FILE: path })).toBe('from-the-file')
  expect(givenPassword({})).toBeNull()
})

test.each([
  ['seven77', /at least 8/],
  ['two\nlines-of-it', /one line/],
  ['x'.repeat(73), /bcrypt/],
])('%j is refused, and not shown', (password, message) => {
  const attempt = () => givenPassword({ EVIDENCE_PASSWORD: password })
  expect(attempt).toThrow(UsageError)
  expect(attempt).toThrow(message)
  expect(attempt).not.toThrow(password)
})

test('a file that cannot be read, or is no password file, is a clear error', () => {
  expect(() => givenPassword({ EVIDENCE_PASSWORD_FILE: join(folder, 'absent') })).toThrow(/cannot read .*absent/)
  expect(() => givenPassword({ EVIDENCE_PASSWORD_FILE: file('x'.repeat(5000)) })).toThrow(/right file/)
})
