import { expect, test } from 'vitest'
import { mirrorLines, suiteOf } from './suite.ts'

test.each([
  ['debian:trixie-slim', 'trixie'],
  ['debian:bookworm', 'bookworm'],
  ['docker.io/library/debian:sid', 'sid'],
  ['debian:latest', null],
  ['debian', null],
  ['debian:13-slim', null],
  ['debian:trixie-20260101-slim', null],
  ['ubuntu:noble', null],
  ['mirror.example/debian:trixie', null],
  ['debian:trixie-slim; rm -rf /', null],
  ['debian:--help', null],
])('%s is of suite %s', (reference, suite) => {
  expect(suiteOf(reference)).toBe(suite)
})

test('a mirror takes the place of the usual hosts', () => {
  expect(mirrorLines('trixie', undefined)).toEqual([])
  expect(mirrorLines('trixie', 'mirror.example')).toEqual([
    'deb http://mirror.example/debian trixie main',
    'deb http://mirror.example/debian trixie-updates main',
    'deb http://mirror.example/debian-security trixie-security main',
  ])
  expect(mirrorLines('sid', 'https://mirror.example/x/')).toEqual(['deb https://mirror.example/x/debian sid main'])
})
