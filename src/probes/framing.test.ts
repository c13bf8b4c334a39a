import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newBoundary, sectionFunction, sectionsOf } from './framing.ts'

test('cuts what a shell wrote, octet for octet', () => {
  const boundary = newBoundary()
  const script = `${sectionFunction(boundary)}s one; printf 'a\\000b'; s two with words; s three; printf 'line\\n\\n'; s end`
  const sections = sectionsOf(execFileSync('sh', ['-s'], { input: script }), boundary)
  expect(sections.get('one')?.data).toEqual(Buffer.from('a\0b'))
  expect(sections.get('two')).toMatchObject({ argument: 'with words', data: Buffer.alloc(0) })
  expect(sections.get('three')?.data.toString()).toBe('line\n\n')
  expect(sections.get('four')).toBeNull()
  expect(sections.whole).toBe(true)
})

test('does not take the last section for whole when the look was cut off', () => {
  const boundary = newBoundary()
  const sections = sectionsOf(Buffer.from(`\n${boundary} one\nall\n${boundary} two\nha`), boundary)
  expect(sections.text('one')).toBe('all')
  expect(sections.get('two')).toBeNull()
  expect(sections.torn('two')?.data.toString()).toBe('ha')
})

test('knows no section but those of its own boundary, whatever the bytes are', () => {
  const boundary = newBoundary()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(200), (noise, cut) => {
      const whole = Buffer.concat([Buffer.from(`\n${boundary} a\n`), noise, Buffer.from(`\n${boundary} end\n`)])
      expect(sectionsOf(whole, boundary).get('a')?.data).toEqual(Buffer.from(noise))
      sectionsOf(whole.subarray(0, cut), boundary).lines('a')
      expect(sectionsOf(whole, newBoundary()).get('a')).toBeNull()
      expect(sectionsOf(whole, '').get('a')).toBeNull()
    }),
  )
})
