import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { root } from '../root.ts'

/**
 * `npx vitest specs/…` by hand: where no record is given, one is taken first, by the same command line that `npm run verify`
 * uses. `EVIDENCE_RUN` names a record that exists, `EVIDENCE_TARGET` a target other than a fresh stack.
 */
export default function surveyFirst(project: TestProject): void {
  const given = process.env.EVIDENCE_RUN
  const folder = given ?? takeOne()
  project.provide('evidence', { records: [folder], strict: false, wait: false })
}

function takeOne(): string {
  const target = process.env.EVIDENCE_TARGET ?? 'stack'
  const told = execFileSync(process.execPath, [join(root, 'src/cli.ts'), 'survey', '--target', target], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return told.trim()
}
