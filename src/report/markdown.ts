import type { Observation } from '../evidence/observation.ts'
import type { Verdict } from '../evidence/verdict.ts'
import { between, dateAndTime, grouped, seconds } from './amounts.ts'
import { headLines } from './answer-head.ts'
import { changesSince } from './changes.ts'
import { type Chapter, type ChapterState, chaptersOf, stateOf } from './chapters.ts'
import { fenced, inlineCode, inlineText } from './escape-markdown.ts'
import { excerptOf } from './excerpt.ts'
import { type Finding, type Findings, findingsOf } from './findings.ts'
import { framedExcerpt } from './framed.ts'
import type { EvidenceInput } from './input.ts'
import { ephemeral, keepStack, preparation } from './preparation.ts'
import { brief, shortened, shortenedPair } from './shorten.ts'
import { standingOf } from './standing.ts'
import { inLanguage, type Language, type Words, words } from './words.ts'

const emoji: Readonly<Record<ChapterState, string>> = { holds: '✅', refuted: '❌', open: '⚠️', none: '➖' }
const verdictEmoji: Readonly<Record<Verdict['verdict'], string>> = {
  holds: '✅',
  refuted: '❌',
  unknown: '⚠️',
  'not examined': '⚠️',
  waived: '➖',
  'not promised': '➖',
}

/** Characters of a value where it has a block of its own, and of a command. */
const longestValue = 600
const longestCommand = 4000
/** Lines of each section of a look inside. */
const linesEach = 3
/** Claims named under a command. */
const mostTitles = 4
/** Ids in one list. */
const mostIds = 60

/**
 * The report of a run in the incident report's form: summary, root causes, each check with its command, raw output and
 * verdict, all claims in a table, open points, and the commands to see each by hand. Ends with a newline.
 */
export function renderMarkdown(input: EvidenceInput, language: Language): string {
  const page = new Page(input, language)
  return `${[
    page.opening(),
    page.summary(),
    page.causes(),
    page.changes(),
    page.evidence(),
    page.results(),
    page.openPoints(),
    page.commands(),
    page.closing(),
  ]
    .filter((part) => part !== '')
    .join('\n\n---\n\n')}\n`
}

class Page {
  readonly #input: EvidenceInput
  readonly #language: Language
  readonly #words: Words
  readonly #strict: boolean
  readonly #findings: Findings
  readonly #chapters: readonly Chapter[]
  /** Digests of the bytes that stand in the report already, and where. */
  readonly #shownBytes = new Map<string, string>()

  constructor(input: EvidenceInput, language: Language) {
    this.#input = input
    this.#language = language
    this.#words = words[language]
    this.#strict = input.strict ?? false
    this.#findings = findingsOf(input.verdicts, input.observations, { strict: this.#strict })
    this.#chapters = chaptersOf(input.verdicts.claims, input.sections).filter(({ claims }) => claims.length > 0)
  }

  opening(): string {
    const told = this.#words
    const { run, verdicts } = this.#input
    const standing = this.#standing()
    const { date, time } = dateAndTime(verdicts.started)
    const commit = run.suite.commit === null ? [] : [inlineCode(run.suite.commit.slice(0, 12))]
    const suite = [
      `evidence-gate ${inlineText(run.suite.version)}`,
      ...commit,
      ...(run.suite.dirty ? [told.uncommitted] : []),
    ]
    const facts = [
      [told.date, date],
      [told.time, time],
      [told.state, `${standing.emoji} **${told.status[standing.status]}**`],
      [capital(told.target), inlineCode(verdicts.target)],
      [capital(told.run), inlineCode(run.id)],
      [told.suite, suite.join(told.comma)],
      [told.method, told.methodText],
    ]
    return [
      `# ${told.reportTitle}${told.colon}${inlineText(verdicts.target, 120)}`,
      facts.map(([name, value]) => `- **${name}**${told.colon}${value}`).join('\n'),
    ].join('\n\n')
  }

  summary(): string {
    const told = this.#words
    const { verdicts, run } = this.#input
    const standing = this.#standing()
    const took = told.took(seconds(between(verdicts.started, verdicts.ended)))
    const rows = this.#chapters.map(({ title, claims }) => {
      const state = stateOf(claims, this.#strict)
      return [`**${this.#title(title)}**`, this.#lastRun(claims), this.#countOf(claims), emoji[state]]
    })
    return [
      `## ${told.summary}`,
      `${standing.emoji} **${told.status[standing.status]}**${told.colon}${standing.line} · ${took}`,
      ...(run.only === null ? [] : [`⚠️ ${told.partOnly(inlineCode(run.only))}`]),
      table([told.section, told.lastRun, told.thisRun, told.state], rows),
    ].join('\n\n')
  }

  causes(): string {
    if (this.#findings.roots.length === 0) return ''
    const parts = this.#findings.roots.map((finding, index) => this.#cause(finding, index + 1))
    return [`## ${this.#words.causes}`, ...parts].join('\n\n')
  }

  #cause({ root, followers }: Finding, number: number): string {
    const told = this.#words
    const values = shortenedPair(root.expected, root.observed, longestValue)
    const facts = [
      root.verdict === 'refuted' ? '' : `- ${told.rootWaived}`,
      `- **${capital(told.why)}**${told.colon}${inlineText(root.why)}${root.source ? ` (${inlineText(root.source)})` : ''}`,
      followers.length === 0
        ? ''
        : `- **${capital(told.follows)}**${told.colon}${told.claims(followers.length)}${told.colon}${this.#ids(followers.map(({ id }) => id))}`,
    ]
    const block = (label: string, text: string) => (text === '' ? [] : [this.#label(label), fenced(text)])
    return [
      `### ${number}. ${this.#title(root.title)} (${inlineCode(root.id)})`,
      ...block(told.observed, values.observed),
      ...block(told.expected, values.expected),
      ...(root.expected === '' && root.observed === '' ? block(told.said, shortened(root.reason, longestValue)) : []),
      ...(root.byHand.length === 0 ? [] : [this.#label(told.command), commandBlock(root.byHand.join('\n'))]),
      facts.filter((fact) => fact !== '').join('\n'),
    ].join('\n\n')
  }

  changes(): string {
    const { previous, verdicts } = this.#input
    const told = this.#words
    if (previous === null) return ''
    const { date, time } = dateAndTime(previous.started)
    const changes = changesSince(previous, verdicts)
    const lists: readonly (readonly [string, readonly string[]])[] = [
      [told.newlyRefuted, changes.newlyRefuted.map(({ id }) => id)],
      [told.newlyUnknown, changes.newlyUnknown.map(({ id }) => id)],
      [told.newlyHolding, changes.newlyHolding.map(({ id }) => id)],
      [told.dropped, changes.dropped],
    ]
    const lines = lists
      .filter(([, ids]) => ids.length > 0)
      .map(([name, ids]) => `- **${capital(name)}**${told.colon}${this.#ids(ids)}`)
    return [
      `## ${told.changes}`,
      `${told.lastRun}${told.colon}${inlineCode(previous.run)}, ${date} ${time}`,
      lines.length === 0 ? told.unchanged : lines.join('\n'),
    ].join('\n\n')
  }

  evidence(): string {
    const shown = new Map<string, string>()
    const parts = this.#chapters.map((chapter, index) => this.#chapter(chapter, index + 1, shown))
    return [`## ${this.#words.evidence}`, ...parts].join('\n\n')
  }

  #chapter({ title, claims }: Chapter, number: number, shown: Map<string, string>): string {
    const state = stateOf(claims, this.#strict)
    // Claims that look at the same things are told together, as the incident report does: command, output, then what it shows.
    const checks = Map.groupBy(claims, ({ observations }) => observations.join('\n'))
    const parts = [...checks.values()].map((group, index) => this.#check(group, `${number}.${index + 1}`, shown))
    return [`### ${number}. ${this.#title(title)} ${emoji[state]}`, ...parts].join('\n\n')
  }

  #check(group: readonly Verdict[], number: string, shown: Map<string, string>): string {
    const told = this.#words
    const keys = group[0]?.observations ?? []
    const [first] = group
    const title = first === undefined ? '' : inlineText(inLanguage(first.title, this.#language), 110)
    const looks = keys.map((key) => {
      const observation = this.#input.observations.get(key)
      if (!observation) return `⚠️ ${inlineCode(key)}${told.colon}${told.notRecorded}`
      const earlier = shown.get(key)
      if (earlier !== undefined) return `${inlineCode(key, 100)}${told.colon}${told.shownIn(earlier)}`
      shown.set(key, number)
      return this.#look(observation, number)
    })
    return [
      `#### ${number} ${title}${group.length > 1 ? ` (+${group.length - 1})` : ''}`,
      ...(looks.length === 0 ? [told.noObservation] : looks),
      group.map((claim) => this.#verdictLine(claim)).join('\n'),
    ].join('\n\n')
  }

  #look(observation: Observation, number: string): string {
    const told = this.#words
    const { date, time } = dateAndTime(observation.started)
    const where = `${inlineCode(observation.vantage)}, ${date} ${time}, ${observation.duration} ms`
    const command = [`**${told.command}** (${where})${told.colon}`.trimEnd(), commandBlock(observation.byHand)]
    if (observation.blind) {
      const { code, reason } = observation.blind
      return [...command, `⚠️ **${told.blindness}** (${inlineCode(code)})${told.colon}${inlineText(reason)}`].join(
        '\n\n',
      )
    }
    const redacted =
      observation.redacted.length === 0
        ? []
        : [`${told.redacted}${told.colon}${observation.redacted.map((name) => inlineCode(name)).join(', ')}`]
    const head = observation.head === null ? [] : [fenced(headLines(observation.head, { compact: true }).join('\n'))]
    const bodies = Object.entries(observation.bodies).flatMap(([name, ref]) => {
      const label = `${inlineCode(name)}, ${told.octets(grouped(ref.size))}, sha256 ${inlineCode(ref.sha256)}`
      const bytes = this.#input.readBody(observation, name)
      if (bytes === null) return [`⚠️ ${label}${told.colon}${told.noBytes(inlineCode(name))}`]
      if (bytes.byteLength === 0) return [`${inlineCode(name)}, ${told.octets('0')}`]
      const earlier = this.#shownBytes.get(ref.sha256)
      if (earlier !== undefined && ref.size > 200) return [`${label}${told.colon}${told.shownIn(earlier)}`]
      this.#shownBytes.set(ref.sha256, number)
      const excerpt = framedExcerpt(bytes, observation.head, linesEach) ?? excerptOf(bytes)
      const gap = excerpt.omitted === 0 ? '' : `\n… ${told.omitted(grouped(excerpt.omitted))} …\n`
      return [`${label}${told.colon}`.trimEnd(), fenced(`${excerpt.text.replace(/\r?\n$/, '')}${gap}${excerpt.tail}`)]
    })
    return [...command, this.#label(told.output), ...head, ...bodies, ...redacted].join('\n\n')
  }

  #verdictLine(claim: Verdict): string {
    const told = this.#words
    const level = claim.level === 'MUST' ? '' : `, ${told.level[claim.level]}`
    const lead = `- ${verdictEmoji[claim.verdict]} ${this.#title(claim.title)} (${inlineCode(claim.id)}${level})`
    if (claim.verdict === 'holds') return lead
    const values = shortenedPair(claim.expected, claim.observed, 200)
    const details = [
      told.verdict[claim.verdict],
      claim.expected === '' ? '' : `${told.expected} ${inlineCode(values.expected, 240)}`,
      claim.observed === '' ? '' : `${told.seen} ${inlineCode(values.observed, 240)}`,
      this.#isToldAbove(claim) ? '' : inlineText(claim.reason),
      claim.follows.length === 0 ? '' : `${told.followsFrom} ${this.#ids(claim.follows)}`,
    ]
    return `${lead}${told.colon}${details.filter((detail) => detail !== '').join('; ')}`
  }

  /** The assertion by its two values, the blindness by the observation. */
  #isToldAbove({ verdict, expected, observed, observations }: Verdict): boolean {
    if (verdict === 'refuted') return expected !== '' || observed !== ''
    return verdict === 'unknown' && observations.some((key) => this.#input.observations.get(key)?.blind)
  }

  results(): string {
    const told = this.#words
    const { claims } = this.#input.verdicts
    const rows = claims.map((claim) => {
      const values = shortenedPair(claim.expected, claim.observed, 120)
      const holds = claim.verdict === 'holds'
      return [
        inlineCode(claim.id),
        told.level[claim.level],
        inlineCode(values.expected) || this.#title(claim.title),
        holds ? told.asClaimed : inlineCode(values.observed) || inlineText(claim.reason, 160) || '—',
        `${verdictEmoji[claim.verdict]} ${told.verdict[claim.verdict]}`,
      ]
    })
    const standing = this.#standing()
    return [
      `## ${told.results}`,
      table([told.check, told.levelTitle, capital(told.expected), told.observed, told.state], rows),
      `**${told.overall}**${told.colon}${standing.emoji} **${standing.line}**`,
    ].join('\n\n')
  }

  openPoints(): string {
    const told = this.#words
    const { roots, should, blind, notExamined, waived, notPromised } = this.#findings
    const point = (claim: Verdict, more = '') =>
      `- ${verdictEmoji[claim.verdict]} ${this.#title(claim.title)} (${inlineCode(claim.id)})${more === '' ? '' : `${told.colon}${more}`}`
    const list = (title: string, lines: readonly string[]) =>
      lines.length === 0 ? [] : [`### ${title}`, lines.join('\n')]
    const parts = [
      ...list(
        capital(told.verdict.refuted),
        roots.map(({ root, followers }) =>
          point(root, followers.length === 0 ? '' : told.followCount(followers.length)),
        ),
      ),
      ...list(
        told.defectsTitle,
        this.#input.verdicts.defects.map((defect) => `- ❌ ${inlineText(defect)}`),
      ),
      ...blind.flatMap(({ code, claims }) =>
        list(`${told.couldNotLook}${code === null ? '' : ` (${inlineText(code)})`}`, [
          ...claims.map((claim) => point(claim, inlineText(claim.reason))),
          `- **${capital(told.act)}**${told.colon}${told.advice(code)}`,
        ]),
      ),
      ...list(
        told.notExaminedTitle,
        notExamined.map((claim) => point(claim, inlineText(claim.reason))),
      ),
      ...list(
        told.shouldTitle,
        should.map(({ root }) => point(root)),
      ),
      ...list(
        told.waivedTitle,
        waived.map((claim) => point(claim, inlineText(claim.reason))),
      ),
      ...list(
        told.notPromisedTitle,
        notPromised.map((claim) => point(claim)),
      ),
    ]
    return [`## ${told.openPoints}`, ...(parts.length === 0 ? [told.noOpenPoints] : parts)].join('\n\n')
  }

  commands(): string {
    const told = this.#words
    const blocks = this.#chapters.flatMap(({ title, claims }, index) => {
      const expected = new Map<string, string[]>()
      for (const claim of claims) {
        for (const command of claim.byHand) {
          const titles = expected.get(command) ?? []
          titles.push(inLanguage(claim.title, this.#language))
          expected.set(command, titles)
        }
      }
      if (expected.size === 0) return []
      // Commands that serve the same claims stand together over what they are to show.
      const groups = Map.groupBy(expected, ([, titles]) => titles.join('\n'))
      const lines = [...groups.values()].flatMap((group) => [
        ...group.map(([command]) => shortened(command, longestCommand)),
        ...this.#expectation(group[0]?.[1] ?? []),
      ])
      return [`# ${index + 1}. ${brief(inLanguage(title, this.#language), 120)}\n${lines.join('\n')}`]
    })
    if (blocks.length === 0) return ''
    const first = preparation(
      this.#input.verdicts.claims.flatMap(({ byHand }) => byHand),
      'run.json',
    )
    if (first !== null) blocks.unshift(first)
    const gone = this.#input.verdicts.target === ephemeral ? [told.stackGone, fenced(keepStack, 'bash')] : []
    return [`## ${told.commands}`, told.commandsText, ...gone, ...blocks.map((block) => fenced(block, 'bash'))].join(
      '\n\n',
    )
  }

  #expectation(titles: readonly string[]): string[] {
    const told = this.#words
    const lines = titles.slice(0, mostTitles).map((title) => `# ${told.expected}${told.colon}${brief(title, 200)}`)
    return titles.length > mostTitles ? [...lines, `# ${told.more(titles.length - mostTitles)}`] : lines
  }

  closing(): string {
    const told = this.#words
    const { run, verdicts } = this.#input
    const { date, time } = dateAndTime(verdicts.ended)
    const standing = this.#standing()
    return `**${told.ended}** ${inlineCode(run.id)}, ${date} ${time} · ${standing.emoji} **${told.status[standing.status]}**`
  }

  #ids(ids: readonly string[]): string {
    const shown = ids.slice(0, mostIds).map((id) => inlineCode(id))
    return [...shown, ...(ids.length > mostIds ? [this.#words.more(ids.length - mostIds)] : [])].join(', ')
  }

  #label(text: string): string {
    return `**${capital(text)}**${this.#words.colon}`.trimEnd()
  }

  #standing() {
    return standingOf(this.#input.verdicts, this.#words, { strict: this.#strict })
  }

  #title(title: { readonly en: string; readonly zh: string }): string {
    return inlineText(inLanguage(title, this.#language)) || this.#words.unnamed
  }

  #countOf(claims: readonly Verdict[]): string {
    const promised = claims.filter(({ verdict }) => verdict !== 'not promised')
    if (promised.length === 0) return this.#words.verdict['not promised']
    return this.#words.ofSection({
      holds: promised.filter(({ verdict }) => verdict === 'holds').length,
      claims: promised.length,
    })
  }

  #lastRun(claims: readonly Verdict[]): string {
    const ids = new Set(claims.map(({ id }) => id))
    const before = this.#input.previous?.claims.filter(({ id }) => ids.has(id)) ?? []
    return before.length === 0 ? '—' : this.#countOf(before)
  }
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function commandBlock(command: string): string {
  return fenced(shortened(command, longestCommand), 'bash')
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(titles), `|${titles.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}
