import { loadCatalogue } from '../claims/catalogue.ts'

/** Prints the catalogue: Markdown for people, JSON for programs. */
export async function claims({ json }: { readonly json: boolean }): Promise<number> {
  const catalogue = await loadCatalogue()
  const listed = catalogue.claims.map(({ id, level, title, why, source, restsOn, section, file, line }) => ({
    id,
    level,
    title,
    why,
    source,
    restsOn,
    section,
    file,
    line,
  }))
  if (json) {
    process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`)
    return 0
  }
  const lines = ['# Claims', '', `${listed.length} claims.`]
  let section = ''
  for (const claim of listed) {
    if (claim.section.en !== section) {
      section = claim.section.en
      lines.push(
        '',
        `## ${section} · ${claim.section.zh}`,
        '',
        '| claim | level | what is true | 中文 | why | rests on |',
        '|---|---|---|---|---|---|',
      )
    }
    const cells = [
      `\`${claim.id}\``,
      claim.level,
      claim.title.en,
      claim.title.zh,
      why(claim),
      claim.restsOn.map((id) => `\`${id}\``).join(' '),
    ]
    lines.push(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  }
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

function why({ why, source }: { readonly why: string; readonly source: string | null }): string {
  return source ? `${why} (${source})` : why
}
