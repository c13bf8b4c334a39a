import { expect, test } from 'vitest'
import { firstFile } from './tar.ts'

function entry(name: string, type: string, content: string): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write(content.length.toString(8).padStart(11, '0'), 124)
  header.write(type, 156)
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512)
  body.write(content)
  return Buffer.concat([header, body])
}

test('finds the file behind a long-name header', () => {
  const archive = Buffer.concat([entry('pax', 'x', 'ignored'), entry('root.pem', '0', 'PEM'), Buffer.alloc(1024)])
  expect(firstFile(archive).toString()).toBe('PEM')
})

test('an archive without a file is an error', () => {
  expect(() => firstFile(Buffer.concat([entry('folder', '5', ''), Buffer.alloc(1024)]))).toThrow('no plain file')
  expect(() => firstFile(Buffer.alloc(0))).toThrow('no plain file')
})

test('a file that was cut off is an error, not a shorter file', () => {
  expect(() => firstFile(entry('root.pem', '0', 'x'.repeat(600)).subarray(0, 900))).toThrow('in the middle')
})

test('a size that is no number is an error', () => {
  const damaged = entry('root.pem', '0', 'PEM')
  damaged.write('hostile size', 124)
  expect(() => firstFile(damaged)).toThrow('no size')
})
