import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { BlobStore } from './blobs.ts'
import { type Observation, observationSchema } from './observation.ts'
import { type Run, runSchema } from './run.ts'

const runFile = 'run.json'
const observationsFile = 'observations.jsonl'
const surveyFile = 'survey.json'

/** Writes a run as it goes: its description first, then one line an observation. Killed at any moment it stays readable. */
export class RecordWriter {
  readonly folder: string
  readonly blobs: BlobStore

  constructor(folder: string, run: Run) {
    this.folder = folder
    this.blobs = new BlobStore(folder)
    mkdirSync(folder, { recursive: true })
    this.file(runFile, `${JSON.stringify(run, null, 2)}\n`)
    this.file(observationsFile, '')
  }

  append(observation: Observation): void {
    appendFileSync(join(this.folder, observationsFile), `${JSON.stringify(observation)}\n`)
  }

  /** Says that every observation is on disk. A run without this line was cut short. */
  close(survey: Survey): void {
    this.file(surveyFile, `${JSON.stringify(survey, null, 2)}\n`)
  }

  /** Writes a whole file by rename, so that a reader sees the old one or the new one. */
  file(name: string, text: string | Uint8Array): void {
    writeWhole(join(this.folder, name), text)
  }
}

/** How a survey ended. */
export const surveySchema = z.strictObject({
  ended: z.iso.datetime(),
  observations: z.int(),
  /** Bodies that could not ask all they need, in prose: defects of the suite. */
  defects: z.array(z.string()),
})
export type Survey = z.infer<typeof surveySchema>

/** Null when the survey of this run never ended. */
export function readSurvey(folder: string): Survey | null {
  let text: string
  try {
    text = readFileSync(join(folder, surveyFile), 'utf8')
  } catch {
    return null
  }
  return surveySchema.safeParse(parseJson(text)).data ?? null
}

export function writeWhole(path: string, text: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}

/** A run as it lies on disk: all that judging may know. */
export interface Recorded {
  readonly folder: string
  readonly run: Run
  readonly observations: ReadonlyMap<string, Observation>
  readonly blobs: BlobStore
  /** Lines that could not be read, by number from 1; a torn last line is dropped without a word. */
  readonly damaged: readonly number[]
}

/** @throws Error in prose when the folder holds no readable description of a run. */
export function readRecord(folder: string): Recorded {
  const run = readRun(folder)
  const observations = new Map<string, Observation>()
  const damaged: number[] = []
  const lines = readLines(join(folder, observationsFile))
  for (const [index, line] of lines.entries()) {
    const observation = parseObservation(line)
    // The first answer counts: a question is asked once, so a second line of the same key was put there later.
    if (observation === null || observations.has(observation.key)) damaged.push(index + 1)
    else observations.set(observation.key, observation)
  }
  return { folder, run, observations, blobs: new BlobStore(folder), damaged }
}

export function readRun(folder: string): Run {
  const path = join(folder, runFile)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`cannot read the run's description ${path}: is ${folder} the folder of a run?`, { cause: error })
  }
  const parsed = runSchema.safeParse(parseJson(text))
  if (!parsed.success)
    throw new Error(`the run's description ${path} is not in the expected form: ${parsed.error.message}`)
  return parsed.data
}

/** Complete lines only: what follows the last newline was cut off while it was written. */
function readLines(path: string): string[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  return text.split('\n').slice(0, -1)
}

function parseObservation(line: string): Observation | null {
  const parsed = observationSchema.safeParse(parseJson(line))
  return parsed.success ? parsed.data : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
