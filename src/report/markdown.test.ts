import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostileInput } from './hostile.ts'
import { renderMarkdown } from './markdown.ts'
import { input } from './sample.ts'

/** Lines outside fenced blocks; fails where a block is not closed. */
function proseOf(markdown: string): string[] {
  const prose: string[] = []
  let fence: string | null = null
  for (const line of markdown.split('\n')) {
    const found = /^(`{3,})(.*)$/.exec(line)
    if (fence === null && found?.[1]) fence = found[1]
    else if (fence !== null && found?.[1] && found[1].length >= fence.length && found[2] === '') fence = null
    else if (fence === null) prose.push(line)
  }
  expect(fence).toBe(null)
  return prose
}

test('has the parts of the incident report, in its order', () => {
  const headings = (text: string) => proseOf(text).filter((line) => /^##? /.test(line))
  expect(headings(renderMarkdown(input, 'en'))).toMatchInlineSnapshot(`
    [
      "# Verification report: stack:demo",
      "## Summary",
      "## Root causes",
      "## Since the last run",
      "## Results: what was seen",
      "## All claims",
      "## Open points",
      "## Commands to see it by hand",
    ]
  `)
  expect(headings(renderMarkdown(input, 'zh-CN'))).toMatchInlineSnapshot(`
    [
      "# 验证报告：stack:demo",
      "## 执行摘要",
      "## 根本原因",
      "## 与上次运行相比",
      "## 验证结果：物理证据",
      "## 结果汇总",
      "## 未决事项",
      "## 验证命令（可重现）",
    ]
  `)
})

test('shows each check with its command, its raw output and its verdict', () => {
  const text = renderMarkdown(input, 'en')
  expect(text).toContain('```bash\ncurl -k -i https://127.0.0.1:8443/\n```')
  expect(text).toContain('HTTP/2 401\nserver: nginx\nwww-authenticate: Basic realm=')
  expect(text).toContain('```\nUnauthorized\n```')
  expect(text).toContain('- ✅ is refused with 401 (`https-anonymous/status`)')
  expect(text).toContain('expected `200`; seen `504`; follows from `process/not-stopped`')
})

test('tells the reader of bytes that are gone', () => {
  expect(renderMarkdown({ ...input, readBody: () => null }, 'en')).toContain(
    'the bytes of `body` are not in the record',
  )
})

test('leaves no claim out whose file no section names', () => {
  const text = renderMarkdown({ ...input, sections: [] }, 'en')
  for (const { id } of input.verdicts.claims) expect(text).toContain(id)
})

test('hostile content stays content', () => {
  fc.assert(
    fc.property(hostileInput, fc.constantFrom('en' as const, 'zh-CN' as const), (hostile, language) => {
      const text = renderMarkdown(hostile, language)
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
      for (const line of proseOf(text)) {
        const bare = withoutCode(line)
        expect(bare).not.toMatch(/<(?!\/?code>)/)
        expect(bare).not.toMatch(/(?<!\\)\]\(/)
        expect(bare).not.toMatch(/:\/\/|(?<!\\)!\[/)
      }
      for (const row of proseOf(text).filter((line) => line.startsWith('|'))) {
        expect([5, 6]).toContain(cellsOf(row))
      }
    }),
    { numRuns: 60 },
  )
})

/** A line without its code spans and escaped characters. */
function withoutCode(line: string): string {
  return line.replaceAll(/\\[!-/:-@[-`{-~]|`[^`]*`/g, '')
}

/** Bars of a table's row as GitHub's parser counts them: a backslash escapes what follows. */
function cellsOf(row: string): number {
  return [...row.replaceAll(/\\[!-/:-@[-`{-~]/g, '').matchAll(/\|/g)].length
}

test('a report of large answers is bounded', () => {
  const large = { ...input, readBody: () => Buffer.from('x'.repeat(1_000_000)) }
  expect(renderMarkdown(large, 'en').length).toBeLessThan(30_000)
})
