import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'
import type { Claim, DeclareClaim, DeclareSection, Section } from './claim.ts'

/**
 * What `fixtures/index.ts` stands for outside vitest: specs that are imported only declare their claims, in this list.
 * (Inside vitest the same name, `#harness`, leads to `src/judge/harness.ts`.)
 */
export const declared: Claim[] = []

let section: Section = { en: '', zh: '' }

export const describe: DeclareSection = (title, options, declare) => {
  const outer = section
  section = { en: title, zh: options.meta.zh }
  declare()
  section = outer
}

export const test: DeclareClaim = (title, { meta }, body) => {
  const site = getCallSites(2)[1]
  declared.push({
    id: meta.claim,
    level: meta.level,
    title: { en: title, zh: meta.zh },
    why: meta.why,
    source: meta.source ?? null,
    restsOn: meta.restsOn ?? [],
    needs: meta.needs ?? [],
    section,
    file: site ? pathOf(site.scriptName) : '',
    line: site?.lineNumber ?? 0,
    body,
  })
}

function pathOf(script: string): string {
  return script.startsWith('file:') ? fileURLToPath(script) : script
}
