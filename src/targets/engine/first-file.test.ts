import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { firstFile } from './first-file.ts'

function archiveOf(fill: (archive: ReturnType<typeof pack>) => void): Promise<Buffer> {
  const archive = pack()
  fill(archive)
  archive.finalize()
  return buffer(archive)
}

test('gives the first plain file, past what is none', async () => {
  const text = 'root certificate\n'.repeat(100)
  const archive = await archiveOf((entries) => {
    entries.entry({ name: 'stack', type: 'directory' })
    entries.entry({ name: `stack/${'long-'.repeat(60)}root.pem` }, text)
    entries.entry({ name: 'stack/other' }, 'other')
  })
  expect((await firstFile(archive)).toString()).toBe(text)
})

test.each([
  ['without a file', archiveOf((entries) => entries.entry({ name: 'folder', type: 'directory' }))],
  [
    'cut within a file',
    archiveOf((entries) => entries.entry({ name: 'a' }, 'x'.repeat(2000))).then((whole) => whole.subarray(0, 1000)),
  ],
  ['that is none', Promise.resolve(Buffer.alloc(1024, 'no tar'))],
])('an archive %s is an error', async (_, archive) => {
  await expect(firstFile(await archive)).rejects.toThrow()
})
