import type { Verdict } from '../evidence/verdict.ts'
import { between, dateAndTime, seconds } from './amounts.ts'
import { changesSince } from './changes.ts'
import { type Blindness, type Finding, findingsOf } from './findings.ts'
import type { ReportInput, TerminalOptions } from './input.ts'
import { ephemeral, keepStack, preparation } from './preparation.ts'
import { Sheet } from './sheet.ts'
import { brief, shortened, shortenedPair } from './shorten.ts'
import { standingOf } from './standing.ts'
import { visibleLines } from './visible.ts'
import { inLanguage, type Words, words } from './words.ts'

/** Roots told in full; a run in which everything falls by itself is not told better by more. */
const mostRoots = 10
/** Ids in one list. */
const mostIds = 12
/** Characters of one value, lines of it, and commands of one root. */
const longestValue = 400
const mostLines = 5
const mostCommands = 2
const longestCommand = 2000
/** Claims told one by one in a list that people need only skim. */
const mostListed = 8

/**
 * A run as a tired operator reads it: the verdict in one line, then the roots with what was seen, what was expected and the
 * command to see it by hand, what follows from them folded under them, then what could not be seen and what to do, what
 * changed since the last run, and where the evidence lies.
 *
 * Lines are at most `width` columns, but for commands, which must be copied whole. Ends with a newline.
 */
export function tellVerdicts(input: ReportInput, options: TerminalOptions): string {
  const told = words[options.language]
  const { run, verdicts } = input
  const strict = options.strict ?? false
  const sheet = new Sheet(options)
  const findings = findingsOf(verdicts, input.observations, { strict })
  const standing = standingOf(verdicts, told, { strict })
  const color = { holds: 'green', refuted: 'red', undecided: 'yellow' } as const

  sheet.gap()
  sheet.title(`${standing.sign} ${told.status[standing.status]}`, ['bold', color[standing.status]], standing.line)
  sheet.text(`${told.target}${told.colon}${brief(verdicts.target)}`, 2, 'dim')
  if (run.only !== null) sheet.text(told.partOnly(brief(run.only)), 2, 'yellow')

  for (const finding of findings.roots.slice(0, mostRoots)) tellRoot(sheet, finding, told, options)
  tellRest(sheet, findings.roots.slice(mostRoots), told)
  if (verdicts.defects.length > 0) {
    sheet.gap()
    sheet.title(told.defectsTitle, ['bold', 'red'])
    for (const defect of verdicts.defects.slice(0, mostListed)) sheet.item('!', brief(defect))
    if (verdicts.defects.length > mostListed) sheet.text(told.more(verdicts.defects.length - mostListed), 4, 'dim')
  }
  for (const blindness of findings.blind) tellBlindness(sheet, blindness, told, options)
  tellList(sheet, findings.notExamined, told.notExaminedTitle, told, options)
  if (findings.should.length > 0) {
    sheet.gap()
    sheet.title(told.shouldTitle, ['bold', 'yellow'])
    for (const finding of findings.should.slice(0, mostListed)) tellShould(sheet, finding, told, options)
    tellRest(sheet, findings.should.slice(mostListed), told)
  }
  tellList(sheet, findings.waived, told.waivedTitle, told, options)
  if (findings.notPromised.length > 0) {
    sheet.gap()
    sheet.text(`${told.notPromisedTitle}${told.colon}${listed(findings.notPromised, told)}`, 0, 'dim')
  }

  sheet.gap()
  tellChanges(sheet, input, told)
  sheet.gap()
  tellEnd(sheet, input, findings.roots, told, options)
  return sheet.toString()
}

function tellRoot(sheet: Sheet, { root, followers }: Finding, told: Words, options: TerminalOptions): void {
  const label = root.verdict === 'refuted' ? told.root : told.rootWaived
  sheet.gap()
  sheet.title(`✗ ${label}`, ['bold', 'red'], `${brief(root.id)} · ${told.level[root.level]}`)
  sheet.text(brief(inLanguage(root.title, options.language)), 2)
  const values = shortenedPair(root.expected, root.observed, longestValue)
  if (root.observed !== '') sheet.field(told.seen, visibleLines(values.observed), 'red', mostLines)
  if (root.expected !== '') sheet.field(told.expected, expectation(values.expected, told), 'green', mostLines)
  if (saysMore(root)) sheet.field(told.said, brief(root.reason), null, mostLines)
  sheet.field(told.why, brief(root.why), null, mostLines)
  for (const [index, command] of root.byHand.slice(0, mostCommands).entries()) {
    sheet.verbatim(index === 0 ? told.look : '', commandLines(command), 'cyan')
  }
  if (root.byHand.length > mostCommands) sheet.field('', told.moreCommands(root.byHand.length - mostCommands), 'dim', 1)
  if (followers.length > 0) {
    sheet.field(
      told.follows,
      `${told.claims(followers.length)}${told.colon}${listed(followers, told)}`,
      'dim',
      mostLines,
    )
  }
}

/** Roots beyond those told in full, one line each. */
function tellRest(sheet: Sheet, findings: readonly Finding[], told: Words): void {
  if (findings.length === 0) return
  sheet.gap()
  const roots = findings.map(({ root }) => root)
  sheet.text(`${told.more(roots.length)}${told.colon}${listed(roots, told, 60)}`, 2, 'red')
}

function tellShould(sheet: Sheet, { root, followers }: Finding, told: Words, options: TerminalOptions): void {
  sheet.item('-', `${brief(root.id)}  ${brief(inLanguage(root.title, options.language))}`)
  const values = shortenedPair(root.expected, root.observed, longestValue / 2)
  if (root.observed !== '') sheet.field(told.seen, visibleLines(values.observed), null, 2)
  if (root.expected !== '') sheet.field(told.expected, expectation(values.expected, told), null, 2)
  if (followers.length > 0) {
    sheet.field(told.follows, `${told.claims(followers.length)}${told.colon}${listed(followers, told)}`, 'dim', 2)
  }
}

function tellBlindness(
  sheet: Sheet,
  { code, reasons, claims }: Blindness,
  told: Words,
  options: TerminalOptions,
): void {
  sheet.gap()
  const what = [told.claims(claims.length), ...(code === null ? [] : [brief(code)])].join(' · ')
  sheet.title(`? ${told.couldNotLook}`, ['bold', 'yellow'], what)
  for (const reason of reasons.slice(0, 2)) sheet.field(told.reason, brief(reason), null, 3)
  if (reasons.length > 2) sheet.field('', told.more(reasons.length - 2), 'dim', 1)
  sheet.field(told.act, told.advice(code), null, 3)
  const [only] = claims
  if (claims.length === 1 && only) {
    sheet.field(told.sentence, `${brief(only.id)}  ${brief(inLanguage(only.title, options.language))}`, null, 3)
    const [command] = only.byHand
    if (command) sheet.verbatim(told.look, commandLines(command), 'cyan')
  } else {
    sheet.field(told.sentence, listed(claims, told), null, mostLines)
  }
}

function tellList(
  sheet: Sheet,
  claims: readonly Verdict[],
  title: string,
  told: Words,
  { language }: TerminalOptions,
): void {
  if (claims.length === 0) return
  sheet.gap()
  sheet.title(title, ['bold', 'yellow'])
  for (const claim of claims.slice(0, mostListed)) {
    sheet.item('-', `${brief(claim.id)}  ${brief(inLanguage(claim.title, language))}`)
    if (claim.reason !== '') sheet.text(brief(claim.reason), 4, 'dim')
  }
  if (claims.length > mostListed) sheet.text(told.more(claims.length - mostListed), 4, 'dim')
}

function tellChanges(sheet: Sheet, { verdicts, previous }: ReportInput, told: Words): void {
  if (previous === null) {
    sheet.text(told.firstRun, 0, 'dim')
    return
  }
  const { date, time } = dateAndTime(previous.started)
  const since = brief(told.sinceAt(`${date} ${time}`))
  const changes = changesSince(previous, verdicts)
  const parts = [
    ...part(told.newlyRefuted, changes.newlyRefuted.map(idOf), told),
    ...part(told.newlyUnknown, changes.newlyUnknown.map(idOf), told),
    ...part(told.newlyHolding, changes.newlyHolding.map(idOf), told),
    ...part(told.dropped, changes.dropped, told),
  ]
  if (parts.length === 0) sheet.text(`${since}${told.colon}${told.unchanged}`, 0, 'dim')
  else sheet.text(since, 0)
  for (const line of parts) sheet.item('-', line)
}

function part(title: string, ids: readonly string[], told: Words): string[] {
  return ids.length === 0 ? [] : [`${title}${told.colon}${listedIds(ids, told)}`]
}

function tellEnd(
  sheet: Sheet,
  { run, verdicts }: ReportInput,
  roots: readonly Finding[],
  told: Words,
  options: TerminalOptions,
): void {
  const counts = (['holds', 'refuted', 'unknown', 'not examined', 'waived', 'not promised'] as const)
    .map((word) => ({ word, count: verdicts.claims.filter(({ verdict }) => verdict === word).length }))
    .filter(({ word, count }) => count > 0 || word === 'holds' || word === 'refuted')
    .map(({ word, count }) => told.counted(word, count))
  const took = told.took(seconds(between(verdicts.started, verdicts.ended)))
  sheet.text(`${told.claims(verdicts.claims.length)}${told.colon}${counts.join(' · ')} · ${took}`, 0)
  const folder = options.folder ?? `reports/runs/${run.id}`
  sheet.verbatim(told.folder, brief(folder, 4096), null, 0)
  const shown = roots.slice(0, mostRoots).flatMap(({ root }) => root.byHand.slice(0, mostCommands))
  const first = preparation(shown, `${folder}/run.json`)
  if (verdicts.target === ephemeral && roots.length > 0) {
    sheet.text(told.stackGone, 0, 'dim')
    sheet.verbatim('', keepStack, 'cyan', 0)
  } else if (first !== null) {
    sheet.verbatim(told.prepare, visibleLines(first), 'cyan', 0)
  }
  const worst = roots[0]?.root ?? verdicts.claims.find(({ verdict }) => verdict === 'unknown')
  // Only an id that a shell reads as one word may be offered for copying.
  if (worst && /^[\w./-]{1,120}$/.test(worst.id))
    sheet.verbatim(told.details, `npm run explain -- ${worst.id}`, 'cyan', 0)
}

/** A failed assertion speaks for itself where it says more than "expected A to be B". */
function saysMore({ reason, expected, observed }: Verdict): boolean {
  if (reason === '') return false
  return (expected === '' && observed === '') || !reason.startsWith('expected ')
}

/** A family of claims ends on a list of offenders: the empty list says more as a word. */
function expectation(text: string, told: Words): string {
  return text === '[]' ? told.nothing : visibleLines(text)
}

/** A command to copy; one that is too long for that is cut, and `explain` has it. */
function commandLines(command: string): string {
  return visibleLines(shortened(command, longestCommand))
}

function listed(claims: readonly Verdict[], told: Words, most = mostIds): string {
  return listedIds(claims.map(idOf), told, most)
}

function listedIds(ids: readonly string[], told: Words, most = mostIds): string {
  const shown = ids.slice(0, most).map((id) => brief(id, 80))
  return ids.length > most ? `${shown.join(', ')} ${told.more(ids.length - most)}` : shown.join(', ')
}

function idOf({ id }: Verdict): string {
  return id
}
