import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { preparation } from './preparation.ts'

test('makes a file of the root that a run names', () => {
  const folder = mkdtempSync(join(tmpdir(), "it's "))
  try {
    const file = join(folder, 'run.json')
    writeFileSync(file, JSON.stringify({ target: { root: 'PEM' } }))
    const command = preparation(['curl --cacert "$EVIDENCE_CA" https://x'], file)
    const shown = execFileSync('sh', ['-c', `${command}; cat "$EVIDENCE_CA"; rm "$EVIDENCE_CA"`], { encoding: 'utf8' })
    expect(shown).toBe('PEM\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('is not needed by commands that do without', () => {
  expect(preparation(['ss -tln'], 'run.json')).toBe(null)
})
