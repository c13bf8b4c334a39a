import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parsePasswords, passwordsScript } from './passwords.ts'

const file = `# made by hand
admin:$2y$10$LnoTHGWVUoQ9LrYpVkEuTOyo2WqmSECRETSECRETSECRETSECRET12
old:$apr1$SECRET12$SECRETSECRETSECRETSEC/
sha:{SHA}SECRETSECRETSECRETSECRETSEC=
five:$5$SECRETSE$SECRET
six:$6$SECRETSE$SECRET:a comment
yes:$y$j9T$SECRET
des:SECRETSECRETS
plain:{PLAIN}SECRET with blanks
odd:SECRET
odd two:SE CRET
SECRETalone
last:$2b$04$SECRET`

test('tells how each entry is hashed, and nothing else leaves the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passwords-'))
  try {
    writeFileSync(join(folder, 'htpasswd'), file)
    const script = `${passwordsScript}\npasswords "${join(folder, 'htpasswd')}"\n`
    const text = execFileSync('sh', ['-s'], { input: script, encoding: 'utf8' })
    expect(text).not.toMatch(/SEC?/)
    expect(parsePasswords(text.split('\n')).map(({ user, scheme, cost }) => [user, scheme, cost])).toEqual([
      ['admin', 'bcrypt', 10],
      ['old', 'apr1', null],
      ['sha', 'sha1', null],
      ['five', 'sha256', null],
      ['six', 'sha512', null],
      ['yes', 'yescrypt', null],
      ['des', 'crypt', null],
      ['plain', 'plain', null],
      ['odd', 'unknown', null],
      ['odd two', 'unknown', null],
      ['last', 'bcrypt', 4],
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
