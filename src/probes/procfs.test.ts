import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunksOf, parseCommand, parseDescriptors, parseLink, parseProcessLinks, parseStat } from './procfs.ts'

const stat = (name: string) =>
  `17 (${name}) T 1 17 17 0 -1 4194560 2034 0 0 0 9 3 0 0 20 0 1 0 257336 21045248 4890 18446744073709551615 1 1 0\n`

test.each(['python3', 'a) S 1 (b', 'two\nlines', 'x) R 2 2 2'])('a name such as %j cannot move the fields', (name) => {
  expect(parseStat(stat(name))).toEqual({ pid: 17, state: 'T', ppid: 1, kernel: false, startTicks: 257336 })
})

test('splits a command line where its words end, a title is one word', () => {
  expect(parseCommand(Buffer.from('python3\0-m\0\0a b\0'))).toEqual(['python3', '-m', '', 'a b'])
  expect(parseCommand(Buffer.from('nginx: worker process\0\0\0\0'))).toEqual(['nginx: worker process'])
  expect(parseCommand(Buffer.alloc(0))).toEqual([])
})

test.each([
  ['lrwxrwxrwx 1 0 0 0 Nov 24 02:02 "/proc/1/exe" -> "/usr/bin/tini"', '/proc/1/exe', '/usr/bin/tini'],
  ['lrwxrwxrwx    1 0        0                0 Nov 24 02:08 "/proc/1/cwd" -> "/a?b"', '/proc/1/cwd', '/a?b'],
  ['lrwxrwxrwx 1 0 0 0 Nov 24  2025 "/proc/1/cwd" -> "/q\\"uo\\\\te\\n\\303\\251"', '/proc/1/cwd', '/q"uo\\te\né'],
  [
    'lrwxrwxrwx 1 0 0 0 Nov 24 02:02 "/proc/1/cwd" -> "/x \\"/proc/2/exe\\" -> \\"/evil\\""',
    '/proc/1/cwd',
    '/x "/proc/2/exe" -> "/evil"',
  ],
  ['lrwxrwxrwx 1 0 0 0 Nov 24 02:02 /proc/1/cwd -> /a\\ b\\nc', '/proc/1/cwd', '/a b\nc'],
  ['lrwx------ 1 33 33 64 Nov 24 02:25 "3"', '3', null],
  ['lrwx------ 1 33 33 64 Nov 24 02:25 3', '3', null],
])('reads the link %s', (line, name, to) => {
  expect(parseLink(line)).toEqual({ name, to })
})

test('keeps links by process', () => {
  const links = parseProcessLinks([
    'lrwxrwxrwx 1 0 0 0 Nov 24 02:02 "/proc/7/exe" -> "/usr/bin/python3.13 (deleted)"',
    'lrwxrwxrwx 1 0 0 0 Nov 24 02:02 "/proc/7/ns/net" -> "net:[4026532184]"',
    'lrwxrwxrwx 1 0 0 0 Nov 24 02:02 "/proc/8/exe"',
    'ls: nonsense',
  ])
  expect(links.get(7)?.get('ns/net')).toBe('net:[4026532184]')
  expect(links.get(8)?.get('exe')).toBeNull()
})

test('tells descriptors that may not be read from those that were closed meanwhile, and both from none', () => {
  const descriptors = parseDescriptors(
    `"/proc/7/fd":
total 0
lr-x------ 1 0 0 64 Nov 24 02:25 "0" -> "/dev/null"
lrwx------ 1 0 0 64 Nov 24 02:25 "4" -> "socket:[47704]"
lrwx------ 1 0 0 64 Nov 24 02:25 "5"

"/proc/8/fd":
total 0
lrwx------ 1 33 33 64 Nov 24 02:25 "0"
lrwx------ 1 33 33 64 Nov 24 02:25 "1"

/proc/9/fd:
total 0

"/proc/self/fd":
lr-x------ 1 0 0 64 Nov 24 02:25 "3"

whole`.split('\n'),
  )
  expect(Object.fromEntries(descriptors)).toEqual({
    7: { stdin: '/dev/null', sockets: [47704] },
    8: { stdin: null, sockets: null },
    9: { stdin: null, sockets: [] },
  })
})

test('does not take the part of a list for the whole of it', () => {
  const link = 'lrwx------ 1 0 0 64 Nov 24 02:25 "4" -> "socket:[47704]"'
  expect([...parseDescriptors(['/proc/7/fd:', link, '/proc/8/fd:', link]).keys()]).toEqual([7])
})

test('a chunk without its closing mark was cut off', () => {
  const mark = Buffer.from('E=1\0')
  expect(chunksOf(Buffer.from('E=1\0aE=1\0E=1\0bbE=1\0c'), mark).map(String)).toEqual(['a', '', 'bb'])
})

test('is total', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      parseStat(text)
      parseCommand(Buffer.from(text))
      parseLink(text)
      parseLink(`lrwx------ 1 0 0 64 Nov 24 02:25 "${text}`)
      parseDescriptors(['/proc/1/fd:', ...text.split('\n')])
    }),
  )
})
