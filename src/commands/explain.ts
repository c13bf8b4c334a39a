import { loadCatalogue } from '../claims/catalogue.ts'
import { readRecord } from '../evidence/record.ts'
import { readVerdicts, runFolder } from '../evidence/runs.ts'
import { explainClaim } from '../report/explain.ts'
import { UsageError } from '../targets/errors.ts'

/** Everything that a run knows of one claim. Reads the record only. */
export async function explain({
  claim,
  run,
}: {
  readonly claim: string
  readonly run: string | null
}): Promise<number> {
  const folder = runFolder(run)
  if (folder === null) {
    throw new UsageError(
      run === null
        ? 'there is no run yet: npm run verify makes one'
        : `there is no run ${run} under reports/runs, and no folder of that name`,
    )
  }
  const recorded = readRecord(folder)
  const verdicts = readVerdicts(folder)
  if (verdicts === null)
    throw new UsageError(`the run in ${folder} has no verdicts: it was cut short before it was judged`)
  const known = verdicts.claims.map(({ id }) => id)
  if (!known.includes(claim)) {
    const near = (await loadCatalogue()).claims
      .map(({ id }) => id)
      .filter((id) => id.includes(claim) || claim.includes(id.split('/')[1] ?? id))
    throw new UsageError(
      `the run ${verdicts.run} holds no claim ${claim}${near.length > 0 ? `; did you mean ${near.join(', ')}?` : ': npm run claims lists them'}`,
    )
  }
  process.stdout.write(explainClaim({ recorded, verdicts }, claim))
  return 0
}
