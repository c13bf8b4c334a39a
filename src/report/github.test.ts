import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderAnnotations } from './annotations.ts'
import { appendSummary, summaryOf, tellGitHub } from './github.ts'
import { input } from './sample.ts'

test('commands are off while the text goes by, and on again for the annotations', () => {
  const told = tellGitHub('seen\n    ::add-mask::x\n\n', input, { strict: false }, 'token')
  expect(told).toBe(
    `::stop-commands::token\nseen\n    ::add-mask::x\n::token::\n${renderAnnotations(input, { strict: false })}`,
  )
  expect(told).toContain('\n::error file=specs/01-process.spec.ts,line=31,')
})

test('nobody can guess the word that switches commands on again', () => {
  const wordOf = () => /^::stop-commands::(.+)$/m.exec(tellGitHub('', input, { strict: false }))?.[1]
  expect(wordOf()).toMatch(/^[0-9a-f-]{36}$/)
  expect(wordOf()).not.toBe(wordOf())
})

test('the summary is the report, after what other steps wrote', () => {
  const folder = mkdtempSync(join(tmpdir(), 'github-'))
  const [summary, report] = [join(folder, 'summary'), join(folder, 'report.md')]
  writeFileSync(summary, 'another step\n')
  writeFileSync(report, '# Verification report\n')
  appendSummary(summary, report)
  expect(readFileSync(summary, 'utf8')).toBe('another step\n# Verification report\n')
  rmSync(folder, { recursive: true })
})

test('a report that is too long is cut at a line, outside of any block of code', () => {
  const note = "\n**The report is longer than GitHub shows: report.md in the run's folder has all of it.**\n"
  expect(summaryOf('one\ntwo\nthree\n', 9)).toBe(`one\ntwo\n${note}`)
  expect(summaryOf('````\n```\n端口\nthree\n````\n', 17)).toBe(`\`\`\`\`\n\`\`\`\n端口\n\`\`\`\`\n${note}`)
  expect(summaryOf('```\n```\none\ntwo\n', 13)).toBe(`\`\`\`\n\`\`\`\none\n${note}`)
})
