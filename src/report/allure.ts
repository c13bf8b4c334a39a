import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AllureVitestReporter from 'allure-vitest/reporter'
import type { RunnerTask } from 'vitest'
import type { Reporter, Vitest } from 'vitest/node'
import type { Level } from '../evidence/level.ts'
import { shortened } from './shorten.ts'
import { visible, visibleLines } from './visible.ts'

type Config = ConstructorParameters<typeof AllureVitestReporter>[0]
type Write = NonNullable<NonNullable<Config['listeners']>[number]['beforeTestResultWrite']>
type Result = Parameters<Write>[0]
type Status = NonNullable<Result['status']>
type Word = 'holds' | 'refuted' | 'unknown' | 'not promised' | 'defect'

/** What the harness says of a claim in its task's meta; read with care, for a crashed worker leaves less. */
interface ClaimMeta {
  readonly claim?: string
  readonly level?: Level
  readonly zh?: string
  readonly outcome?: {
    readonly word: Word
    readonly expected: string
    readonly observed: string
    readonly reason: string
    readonly observations: readonly string[]
  }
}

const longestText = 8000

/** Labels that name this machine, its processes or its folders: no part of evidence that others read. */
const kept = new Set(['framework', 'language', 'parentSuite', 'suite', 'subSuite'])

/**
 * Writes the judgement as Allure results into a folder: a result for each claim, labelled by section and level, with the
 * verdict as its status (`unknown`, a defect and a claim that did not run are *broken*).
 *
 * It is allure-vitest's own reporter without its hold on the runner: that one records each matcher's arguments, and claims are
 * judged by vitest's runner as it is.
 */
export function allureReporter(resultsDir: string): Reporter {
  let current: RunnerTask | null = null
  const reporter = new AllureVitestReporter({
    resultsDir,
    reportMatchers: false,
    listeners: [{ beforeTestResultWrite: (result) => tellClaim(result, current) }],
  })
  const handleTask = reporter.handleTask.bind(reporter)
  const onInit = reporter.onInit.bind(reporter)
  return Object.assign(reporter, {
    onInit(vitest: Vitest): void {
      onInit(vitest)
      Object.assign(Reflect.get(reporter, 'allureReporterRuntime'), { writer: writerInto(resultsDir) })
    },
    registerSetupFile: nothing,
    enableConcurrencySupport: nothing,
    handleTask(task: RunnerTask): void {
      current = task
      handleTask(task)
    },
  })
}

function nothing(): void {}

/**
 * Allure's own writer waits for the disk after each file: two milliseconds a claim, a fifth of a second a run. These results are
 * a view of the record, and can be made again.
 */
function writerInto(folder: string) {
  const write = (name: string, value: unknown) => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), JSON.stringify(value))
  }
  return {
    writeResult: (result: { uuid: string }) => write(`${result.uuid}-result.json`, result),
    writeGroup: (group: { uuid: string }) => write(`${group.uuid}-container.json`, group),
    writeGlobals: write,
    // Claims attach nothing, and of the environment and of categories nothing is told.
    writeAttachment: nothing,
    writeAttachmentFromPath: nothing,
    writeEnvironmentInfo: nothing,
    writeCategoriesDefinitions: nothing,
  }
}

function tellClaim(result: Result, task: RunnerTask | null): void {
  result.labels = result.labels.filter(({ name }) => kept.has(name))
  if (task === null) return
  const meta = task.meta as ClaimMeta
  const { claim = task.name, level = 'MUST', outcome } = meta
  const section = task.suite?.name || task.file.name
  result.name = visible(shortened(task.name, 400))
  // Identity is the claim's id: sentences may be reworded, files renamed.
  result.fullName = claim
  result.historyId = claim
  result.testCaseId = claim
  result.titlePath = [task.file.name, section]
  result.labels.push(
    { name: 'feature', value: section },
    { name: 'story', value: claim },
    { name: 'severity', value: level === 'MUST' ? 'critical' : 'minor' },
    { name: 'tag', value: level },
  )
  if (meta.zh) result.description = visible(shortened(meta.zh, 400))
  result.status = statusOf(outcome?.word, task.result?.state) as Status
  // No trace: it names folders of the machine that judged.
  result.statusDetails = { message: messageOf(outcome, task) }
}

function statusOf(word: Word | undefined, state: string | undefined): 'passed' | 'failed' | 'broken' | 'skipped' {
  // A SHOULD that does not count is skipped by the harness, whatever came of it.
  if (state === 'skip' || word === 'not promised') return 'skipped'
  if (word === 'holds' && state === 'pass') return 'passed'
  return word === 'refuted' ? 'failed' : 'broken'
}

function messageOf(outcome: ClaimMeta['outcome'], task: RunnerTask): string {
  if (!outcome) return task.result?.errors?.[0]?.message ?? 'the claim did not run to its end'
  const { word, expected, observed, reason } = outcome
  if (word === 'holds') return ''
  const lines = [
    `${word}: ${reason}`,
    observed === '' ? '' : `observed: ${observed}`,
    expected === '' ? '' : `expected: ${expected}`,
  ]
  return visibleLines(shortened(lines.filter((line) => line !== '').join('\n'), longestText))
}
