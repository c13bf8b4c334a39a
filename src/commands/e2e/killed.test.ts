import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRecord, readSurvey } from '../../evidence/record.ts'
import { readVerdicts } from '../../evidence/runs.ts'
import { EngineClient } from '../../targets/engine/client.ts'
import { ownFolders, run, start } from './cli.ts'

const { reports, env } = ownFolders()

/** Names of the containers that this process started for its stack. */
async function containersOf(owner: number | undefined): Promise<string[]> {
  const engine = await EngineClient.connect()
  const list = (await engine.containers([`evidence-gate.owner=${owner}`])) as { Names: string[] }[]
  return list.flatMap(({ Names }) => Names)
}

test('kill -9 in the middle of a verification: the evidence so far is readable, the next start sweeps the stack', async () => {
  const running = start(['verify'], env)
  await running.says('looking')
  const owner = running.process.pid
  expect(await containersOf(owner)).toHaveLength(4)
  running.process.kill('SIGKILL')
  await running.ended

  const [id = ''] = readdirSync(join(reports, 'runs'))
  const folder = join(reports, 'runs', id)
  expect(readRecord(folder).damaged).toEqual([])
  expect({ survey: readSurvey(folder), verdicts: readVerdicts(folder) }).toEqual({ survey: null, verdicts: null })

  expect(await containersOf(owner)).toHaveLength(4)
  expect((await run(['stack', 'list'], env)).code).toBe(0)
  expect(await containersOf(owner)).toEqual([])
})
