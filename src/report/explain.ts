import type { Json } from '../evidence/json.ts'
import type { Observation } from '../evidence/observation.ts'
import type { Recorded } from '../evidence/record.ts'
import type { Verdict, Verdicts } from '../evidence/verdict.ts'
import { dateAndTime, grouped } from './amounts.ts'
import { headLines } from './answer-head.ts'
import { excerptOf } from './excerpt.ts'
import { framedExcerpt } from './framed.ts'
import type { ReadBody, TerminalOptions } from './input.ts'
import { bodyReader } from './recorded-body.ts'
import { Sheet } from './sheet.ts'
import { brief, shortened } from './shorten.ts'
import { optionsFor } from './terminal-options.ts'
import { visible, visibleLines } from './visible.ts'
import { type Words, words } from './words.ts'

/** What explaining needs of a record: `readRecord` gives it. */
export interface ExplainInput {
  readonly recorded: Pick<Recorded, 'folder' | 'observations' | 'blobs'>
  readonly verdicts: Verdicts
}

/** Here a value is told in full, bounded only against abuse. */
const mostLines = 400
const longest = 20_000
/** How much more of a body is shown than in the report. */
const scale = 4
/** Lines of each section of a look inside. */
const linesEach = 12

const signs: Readonly<Record<Verdict['verdict'], string>> = {
  holds: '✓',
  refuted: '✗',
  unknown: '?',
  'not examined': '?',
  waived: '-',
  'not promised': '-',
}

/**
 * Everything that a run knows of one claim: its sentence in both languages, what it rests on and how that was judged, what
 * was expected and seen, and each observation with its request, answer, bytes and the command to see it by hand.
 *
 * @throws Error in prose when the run holds no such claim.
 */
export function explainClaim(
  { recorded, verdicts }: ExplainInput,
  id: string,
  options: TerminalOptions = optionsFor(process.stdout),
): string {
  const told = words[options.language]
  const claim = verdicts.claims.find((candidate) => candidate.id === id)
  if (!claim) throw new Error(`the run ${brief(verdicts.run)} holds no claim ${brief(id)}: npm run claims lists them`)
  const sheet = new Sheet(options)
  const color = claim.verdict === 'holds' ? 'green' : claim.verdict === 'refuted' ? 'red' : 'yellow'

  sheet.title(
    `${signs[claim.verdict]} ${told.verdict[claim.verdict]}`,
    ['bold', color],
    `${brief(id)} · ${told.level[claim.level]}`,
  )
  sheet.gap()
  sheet.field(told.sentence, brief(claim.title.en), null, mostLines)
  sheet.field('', brief(claim.title.zh), null, mostLines)
  sheet.field(told.why, brief(claim.why), null, mostLines)
  if (claim.source !== null) sheet.field(told.source, brief(claim.source), null, mostLines)
  sheet.verbatim(told.declared, `${brief(claim.file)}:${claim.line}`, null)
  tellGround(sheet, claim, verdicts, told)
  sheet.gap()
  if (claim.reason !== '') sheet.field(told.reason, visible(shortened(claim.reason, longest)), color, mostLines)
  if (claim.observed !== '') sheet.field(told.seen, whole(claim.observed), 'red', mostLines)
  if (claim.expected !== '') sheet.field(told.expected, whole(claim.expected), 'green', mostLines)
  if (claim.follows.length > 0)
    sheet.field(told.followsFrom, claim.follows.map((root) => brief(root)).join(', '), null, mostLines)
  sheet.verbatim(told.run, `${brief(verdicts.run)} · ${brief(verdicts.target)}`, null)

  const readBody = bodyReader(recorded)
  for (const [index, key] of claim.observations.entries()) {
    sheet.gap()
    sheet.title(told.observation(index + 1, claim.observations.length), ['bold', 'underline'])
    const observation = recorded.observations.get(key)
    if (observation) tellObservation(sheet, observation, readBody, recorded.folder, told)
    else sheet.field(told.asked, `${brief(key)}${told.colon}${told.notRecorded}`, 'yellow', mostLines)
  }
  if (claim.observations.length === 0) {
    sheet.gap()
    sheet.text(told.noObservation, 2, 'yellow')
  }
  return sheet.toString()
}

function tellGround(sheet: Sheet, claim: Verdict, { claims }: Verdicts, told: Words): void {
  const verdicts = new Map(claims.map(({ id, verdict }) => [id, verdict]))
  for (const [index, id] of claim.restsOn.entries()) {
    const verdict = verdicts.get(id)
    const judged = verdict === undefined ? `? ${told.notRecorded}` : `${signs[verdict]} ${told.verdict[verdict]}`
    sheet.field(
      index === 0 ? told.restsOn : '',
      `${brief(id)}  ${judged}`,
      verdict === 'refuted' ? 'red' : null,
      mostLines,
    )
  }
}

function tellObservation(
  sheet: Sheet,
  observation: Observation,
  readBody: ReadBody,
  folder: string,
  told: Words,
): void {
  const { date, time } = dateAndTime(observation.started)
  sheet.field(told.asked, `${brief(observation.probe)} ${brief(textOf(observation.request), 2000)}`, null, mostLines)
  sheet.field(
    told.from,
    `${brief(observation.vantage)} · ${date} ${time} · ${observation.duration} ms`,
    null,
    mostLines,
  )
  sheet.verbatim(told.look, visibleLines(shortened(observation.byHand, longest)), 'cyan')
  if (observation.redacted.length > 0)
    sheet.field(told.redacted, observation.redacted.map((name) => brief(name)).join(', '), null, mostLines)
  if (observation.blind) {
    const { code, reason } = observation.blind
    sheet.field(
      told.blindness,
      `${brief(code)}${told.colon}${visible(shortened(reason, longest))}`,
      'yellow',
      mostLines,
    )
    sheet.field(told.act, told.advice(code), null, mostLines)
    return
  }
  if (observation.head !== null)
    sheet.field(told.head, visibleLines(headLines(observation.head).join('\n')), null, mostLines)
  for (const [name, ref] of Object.entries(observation.bodies)) {
    sheet.gap()
    sheet.field(brief(name, 40), `${told.octets(grouped(ref.size))} · sha256 ${ref.sha256}`, 'bold', mostLines)
    sheet.verbatim('', brief(`${folder}/blobs/sha256/${ref.sha256}`, 4096), 'dim')
    const bytes = readBody(observation, name)
    if (bytes === null) {
      sheet.field('', told.noBytes(brief(name)), 'yellow', mostLines)
      continue
    }
    if (bytes.byteLength === 0) continue
    const excerpt = framedExcerpt(bytes, observation.head, linesEach) ?? excerptOf(bytes, scale)
    sheet.field('', visibleLines(excerpt.text.replace(/\r?\n$/, '')), null, mostLines)
    if (excerpt.omitted > 0) sheet.field('', `… ${told.omitted(grouped(excerpt.omitted))} …`, 'dim', mostLines)
    if (excerpt.tail !== '') sheet.field('', visibleLines(excerpt.tail.replace(/\r?\n$/, '')), null, mostLines)
  }
}

function whole(text: string): string {
  return visibleLines(shortened(text, longest))
}

function textOf(request: Json): string {
  return JSON.stringify(request)
}
