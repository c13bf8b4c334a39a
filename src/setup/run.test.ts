import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { howItEnded, run } from './run.ts'

test('a command that ends tells its code and both streams', async () => {
  const ended = await run('sh', ['-c', 'echo out; echo err >&2; exit 3'], { timeout: 5000 })
  expect(ended).toMatchObject({ exitCode: 3, why: 'ended' })
  expect(ended.output).toContain('out')
  expect(ended.output).toContain('err')
})

test('words are never read by a shell', async () => {
  const ended = await run('echo', ['$(id)', '; id'], { timeout: 5000 })
  expect(ended.output).toBe('$(id) ; id\n')
})

test('a missing command is an answer', async () => {
  const ended = await run('no-such-command-here', [], { timeout: 5000 })
  expect(ended).toMatchObject({ exitCode: null, why: 'not found' })
  expect(howItEnded(ended, 5000)).toContain('not found')
})

test('a command that hangs is ended', async () => {
  const ended = await run('sleep', ['60'], { timeout: 100 })
  expect(ended).toMatchObject({ exitCode: null, why: 'timed out' })
})

test('a command can be cancelled', async () => {
  const cancel = new AbortController()
  setTimeout(() => cancel.abort(new Error('no longer needed')), 50)
  await expect(run('sleep', ['60'], { timeout: 5000, cancel: cancel.signal })).rejects.toThrow('no longer needed')
})

test('endless output is kept at its end only', async () => {
  const ended = await run('sh', ['-c', 'yes | head -c 3000000; echo last'], { timeout: 10_000 })
  expect(ended.output.length).toBeLessThanOrEqual(64 * 1024)
  expect(ended.output.endsWith('last\n')).toBe(true)
})

test('input reaches the command', async () => {
  expect((await run('cat', [], { timeout: 5000, input: 'FROM x\n' })).output).toBe('FROM x\n')
})

test('a command can be killed with its children', async () => {
  const cancel = new AbortController()
  let child = 0
  const onOutput = (piece: string) => {
    child = Number(piece)
    cancel.abort(new Error('enough'))
  }
  const options = { timeout: 5000, cancel: cancel.signal, withChildren: true, onOutput } as const
  await expect(run('sh', ['-c', 'sleep 60 & echo $!; wait'], options)).rejects.toThrow('enough')
  await expect.poll(() => stateOf(child)).toMatch(/^[ZX-]$/)
})

/** A zombie where nobody reaps, `-` where it is gone. */
function stateOf(pid: number): string {
  try {
    return / (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '?'
  } catch {
    return '-'
  }
}
