import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFiles } from './files.ts'

test('reads what GNU and busybox write', () => {
  const files = parseFiles(
    [
      '600 33 0 67 1795487044 www-data root 2026-11-24 02:24:04.006123456 +0000 /etc/nginx/.htpasswd',
      '4755 0 0 9 1795487044 root root 2026-11-24 02:24:04.000000000 /a b',
      '644 1000 1000 1 1795487044 UNKNOWN UNKNOWN 2026-11-24 02:24:04 +0000 /c',
      'nonsense',
    ],
    [`${'ab'.repeat(32)}  /a b`, 'nonsense'],
  )
  expect(files.get('/etc/nginx/.htpasswd')).toEqual({
    path: '/etc/nginx/.htpasswd',
    exists: true,
    mode: '600',
    owner: 'www-data',
    group: 'root',
    size: 67,
    mtime: 1795487044006,
    sha256: null,
  })
  expect(files.get('/a b')).toMatchObject({ mode: '4755', mtime: 1795487044000, sha256: 'ab'.repeat(32) })
  expect(files.get('/c')).toMatchObject({ owner: '1000', group: '1000' })
  expect(files.size).toBe(3)
})

test('is total', () => {
  fc.assert(fc.property(fc.array(fc.string()), (lines) => parseFiles(lines, lines).size >= 0))
})
