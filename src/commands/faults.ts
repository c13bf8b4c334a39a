import { join, matchesGlob } from 'node:path'
import { styleText } from 'node:util'
import { loadCatalogue } from '../claims/catalogue.ts'
import { reportsFolder } from '../evidence/folders.ts'
import { writeWhole } from '../evidence/record.ts'
import { loadFaults } from '../matrix/load-faults.ts'
import { runMatrix } from '../matrix/matrix.ts'
import { createProgress } from '../report/progress.ts'
import { UsageError } from '../targets/errors.ts'
import { listenForInterrupt } from './interrupt.ts'

/** The matrix: the same specs against stacks that are broken on purpose. Answers 0 when every row is exact. */
export async function faults({ only }: { readonly only: string | null }): Promise<number> {
  const interrupt = listenForInterrupt()
  const [catalogue, all] = await Promise.all([loadCatalogue(), loadFaults()])
  const chosen = only === null ? all : all.filter(({ id }) => matchesGlob(id, only))
  if (chosen.length === 0)
    throw new UsageError(`no fault's id matches --only ${only}; there are: ${all.map(({ id }) => id).join(', ')}`)
  const progress = createProgress(process.stderr)
  const work = runMatrix({
    faults: chosen,
    catalogue,
    signal: interrupt.signal,
    progress: (told) => progress.step(told),
  })
  const rows = await Promise.race([work, interrupt.happened]).finally(() => progress.done())

  const sorted = [...rows].sort((a, b) => (a.id === 'none' ? -1 : b.id === 'none' ? 1 : a.id < b.id ? -1 : 1))
  const reached = new Set(sorted.flatMap(({ roots, exact }) => (exact ? roots : [])))
  const unreached = catalogue.claims.filter(({ id, level }) => level === 'MUST' && !reached.has(id)).map(({ id }) => id)
  const exact = sorted.filter((row) => row.exact).length
  writeWhole(
    join(reportsFolder, 'matrix.json'),
    `${JSON.stringify(
      {
        schemaVersion: 1,
        claims: catalogue.claims.map(({ id, level }) => ({ id, level })),
        faults: sorted,
        unreached,
        totals: { claims: catalogue.claims.length, faults: sorted.length, exact, unreached: unreached.length },
      },
      null,
      2,
    )}\n`,
  )
  for (const row of sorted) {
    const word = row.exact ? styleText('green', 'exact') : styleText('red', 'WRONG')
    const fell =
      row.id === 'none' ? 'nothing falls' : `${row.roots.join(', ')}${follow(row.refuted.length - row.roots.length)}`
    process.stdout.write(`${word}  ${row.id}: ${fell}\n`)
    for (const deviation of row.deviations) process.stdout.write(`         ${deviation}\n`)
  }
  if (only === null && unreached.length > 0) {
    process.stdout.write(`\nMUST claims that no fault reaches yet (${unreached.length}): ${unreached.join(', ')}\n`)
  }
  process.stdout.write(`\nfaults: ${exact} exact, ${sorted.length - exact} not, of ${sorted.length}\n`)
  return exact === sorted.length ? 0 : 1
}

function follow(count: number): string {
  return count > 0 ? ` (${count} follow${count === 1 ? 's' : ''})` : ''
}
