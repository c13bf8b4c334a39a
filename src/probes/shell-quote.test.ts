import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellLine } from './shell-quote.ts'

test('words come through a shell as they are', () => {
  const word = fc.string({ unit: 'binary', minLength: 0, maxLength: 30 }).map((text) => text.replaceAll('\0', ''))
  const words = fc.sample(word, 500).concat(['', "it's", '$(id)', '`id`', '-n', 'a\nb', '!', '~', '{a,b}', '*', '#'])
  const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${shellLine(words)}`])
  // A lone surrogate has no octets of its own.
  expect(printed.toString('utf8').split('\0').slice(0, -1)).toEqual(words.map((text) => text.toWellFormed()))
})

test('plain words stay as people type them', () => {
  expect(shellLine(['dig', '@127.0.0.1', '-p', '5353', 'www.example.test'])).toBe(
    'dig @127.0.0.1 -p 5353 www.example.test',
  )
})
