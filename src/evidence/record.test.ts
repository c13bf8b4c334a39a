import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { Blind } from './blind.ts'
import type { Observation } from './observation.ts'
import { RecordWriter, readRecord, readSurvey } from './record.ts'
import type { Run } from './run.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'record-')), 'run')
})

const run: Run = {
  schemaVersion: 1,
  id: '20261124T014228Z-1f2e3d4c',
  nonce: '0123456789abcdef0123456789abcdef',
  started: '2026-11-24T01:42:28.000Z',
  target: {
    name: 'local',
    inside: { via: 'local' },
    front: { https: { host: '127.0.0.1', port: 443 } },
    root: null,
    reach: {},
    user: 'admin',
    robot: null,
    promises: {},
  },
  only: null,
  waivers: [],
  suite: { version: '0', commit: null, dirty: null },
  runtime: { node: '', openssl: '', platform: '' },
}

function observation(writer: RecordWriter, key: string, body: string): Observation {
  return {
    key,
    probe: 'https',
    request: {},
    wave: 'network',
    vantage: 'runner',
    started: '2026-11-24T01:42:28.000Z',
    duration: 1,
    head: { status: 200 },
    bodies: { body: writer.blobs.put(Buffer.from(body)) },
    blind: null,
    redacted: [],
    byHand: 'true',
  }
}

test('what was written is read back, and only a closed record says that its survey ended', () => {
  const writer = new RecordWriter(folder, run)
  const line = observation(writer, 'https {}', 'hello')
  writer.append(line)
  expect(readSurvey(folder)).toBeNull()
  writer.close({ ended: '2026-11-24T01:42:29.000Z', observations: 1, defects: [] })
  const read = readRecord(folder)
  expect(read.run).toEqual(run)
  expect(read.observations.get('https {}')).toEqual(line)
  expect(readSurvey(folder)?.observations).toBe(1)
})

test('a torn last line is dropped, a damaged or doubled one is counted', () => {
  const writer = new RecordWriter(folder, run)
  writer.append(observation(writer, 'a', 'first'))
  appendFileSync(join(folder, 'observations.jsonl'), '{"key": 3}\n')
  writer.append({ ...observation(writer, 'a', 'second') })
  appendFileSync(join(folder, 'observations.jsonl'), '{"key":"b","probe":"ht')
  const read = readRecord(folder)
  expect([...read.observations.keys()]).toEqual(['a'])
  expect(read.observations.get('a')?.bodies.body?.size).toBe('first'.length)
  expect(read.damaged).toEqual([2, 3])
})

test('a blob that is gone, cut or changed is not seen', () => {
  const writer = new RecordWriter(folder, run)
  const gone = writer.blobs.put(Buffer.from('gone'))
  const changed = writer.blobs.put(Buffer.from('changed'))
  rmSync(writer.blobs.path(gone))
  writeFileSync(writer.blobs.path(changed), 'chanGed')
  const codeOf = (ref: typeof gone) => {
    try {
      writer.blobs.get(ref)
      return 'read'
    } catch (error) {
      return error instanceof Blind ? error.code : error
    }
  }
  expect(codeOf(gone)).toBe('evidence-missing')
  expect(codeOf(changed)).toBe('evidence-altered')
  expect(codeOf(writer.blobs.put(Buffer.from('fine')))).toBe('read')
})
