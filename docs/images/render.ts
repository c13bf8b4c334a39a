import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRecord } from '../../src/evidence/record.ts'
import { previousVerdicts, readVerdicts } from '../../src/evidence/runs.ts'
import { renderSvg } from '../../src/report/svg.ts'
import { tellVerdicts } from '../../src/report/terminal.ts'

// The README's pictures, from a run that was really made: `node docs/images/render.ts reports/latest`

const [folder = 'reports/latest'] = process.argv.slice(2)
const { run, observations } = readRecord(folder)
const verdicts = readVerdicts(folder)
if (verdicts === null) throw new Error(`the run in ${folder} has no verdicts: npm run verify makes one`)
const previous = previousVerdicts(verdicts.target, verdicts.run)
const title = `npm run verify${verdicts.target === 'stack' ? '' : ` -- --target ${verdicts.target}`}`
for (const [language, file] of [
  ['en', 'verify.svg'],
  ['zh-CN', 'verify.zh-CN.svg'],
] as const) {
  const told = tellVerdicts({ run, verdicts, observations, previous }, { color: true, width: 100, language })
  writeFileSync(join(import.meta.dirname, file), renderSvg(told, title))
}
