import { matchesGlob } from 'node:path'
import { loadCatalogue } from '../claims/catalogue.ts'
import { createProgress } from '../report/progress.ts'
import { loadConfig } from '../targets/config.ts'
import { UsageError } from '../targets/errors.ts'
import { resolveTarget } from '../targets/resolve.ts'
import { listenForInterrupt } from './interrupt.ts'
import { beginSurvey } from './take-survey.ts'

/** A survey without a judgement: prints the run's folder. `npx vitest specs/…` judges it. */
export async function takeSurvey({
  target,
  files,
}: {
  readonly target: string
  readonly files: string | null
}): Promise<number> {
  const interrupt = listenForInterrupt()
  const progress = createProgress(process.stderr)
  const [catalogue, config] = await Promise.all([loadCatalogue(), loadConfig()])
  const claims = catalogue.claims.filter(({ file }) => files === null || matchesGlob(file, files))
  if (claims.length === 0) throw new UsageError(`no spec file matches --files ${files}`)
  const resolved = await resolveTarget(target, config, { signal: interrupt.signal, progress })
  try {
    const { record, ended } = await beginSurvey({
      live: resolved,
      claims,
      only: files,
      waivers: config.waivers,
      signal: interrupt.signal,
      progress: (told) => progress.surveying(told),
    })
    await Promise.race([ended, interrupt.happened])
    process.stdout.write(`${record.folder}\n`)
    return 0
  } finally {
    progress.done()
    await resolved.stop?.()
  }
}
