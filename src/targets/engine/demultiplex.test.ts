import { expect, test } from 'vitest'
import { demultiplex } from './demultiplex.ts'

function frame(stream: number, bytes: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(bytes.byteLength, 4)
  return Buffer.concat([head, bytes])
}

test('parts the streams, and keeps a character that lies across two frames', () => {
  const word = Buffer.from('健康')
  const stream = [frame(1, word.subarray(0, 2)), frame(2, Buffer.from('oops')), frame(1, word.subarray(2))]
  expect(demultiplex(Buffer.concat(stream))).toEqual({ stdout: '健康', stderr: 'oops' })
})

test('keeps what came of a frame that was cut off', () => {
  expect(demultiplex(frame(1, Buffer.from('hello')).subarray(0, 10))).toEqual({ stdout: 'he', stderr: '' })
  expect(demultiplex(Buffer.alloc(3))).toEqual({ stdout: '', stderr: '' })
})
