import { basename } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inject, describe as vitestDescribe, test as vitestTest } from 'vitest'
import type { DeclareClaim, DeclareSection } from '../claims/claim.ts'
import { NotPromised } from '../claims/promised.ts'
import { readRecord, readSurvey } from '../evidence/record.ts'
import { defect, failed, holds, notPromised, type Outcome, unknown } from './outcome.ts'
import { Court } from './replay.ts'

/** What vitest is told of what it judges. */
export interface Evidence {
  /** Folders of the runs. */
  readonly records: readonly string[]
  /** A refuted SHOULD fails its test. */
  readonly strict: boolean
  /** The survey may still be under way: specs are loaded beside it, and nothing is read before it has ended. */
  readonly wait: boolean
}

declare module 'vitest' {
  interface ProvidedContext {
    evidence: Evidence
  }
  interface TaskMeta {
    claim?: string
    level?: 'MUST' | 'SHOULD'
    zh?: string
    outcome?: Outcome
  }
}

const { records: folders, strict, wait } = inject('evidence')

const opened = new Map<string, Promise<Court>>()

/** A record, read once, after its survey has ended. */
function open(folder: string): Promise<Court> {
  let court = opened.get(folder)
  if (!court) {
    court = ended(folder).then(() => new Court(readRecord(folder)))
    opened.set(folder, court)
  }
  return court
}

async function ended(folder: string): Promise<void> {
  while (wait && readSurvey(folder) === null) await setTimeout(5)
}

/** What `fixtures/index.ts` stands for inside vitest: a claim becomes one test for each record, and sees that record only. */
export const test: DeclareClaim = (title, { meta }, body) => {
  for (const [index, folder] of folders.entries()) {
    const name = folders.length === 1 ? title : `${title} (${basename(folder)})`
    vitestTest(
      name,
      { meta: { claim: meta.claim, level: meta.level, zh: meta.zh } },
      async ({ expect, task, skip }) => {
        const replay = (await open(folder)).begin()
        const thrown = await replay.run(body, meta.needs ?? [], expect).then(
          () => null,
          (error: unknown) => ({ error }),
        )
        // What an `expect.soft` left behind.
        const soft = task.result?.errors?.[0]
        const told =
          replay.blind !== null
            ? unknown(replay.blind)
            : thrown?.error instanceof NotPromised
              ? notPromised(thrown.error.message)
              : thrown
                ? failed(thrown.error)
                : soft
                  ? failed(soft)
                  : replay.asked.length === 0
                    ? defect('the claim asked for no observation: it could never fail')
                    : holds
        task.meta.outcome = { claim: meta.claim, record: index, ...told, observations: replay.asked }
        if (told.word === 'holds') return
        if (told.word === 'not promised') return skip(told.reason)
        if (meta.level === 'SHOULD' && told.word !== 'defect' && !strict)
          return skip(`SHOULD, ${told.word}: ${told.reason}`)
        throw thrown?.error ?? new Error(told.reason)
      },
    )
  }
}

export const describe: DeclareSection = (title, _options, declare) => {
  vitestDescribe(title, declare)
}
