import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clearLeftovers, type DaemonFiles, isStale, type ProcessFacts, runningDaemon } from './leftovers.ts'

const running =
  (name: string, state = 'S') =>
  (): ProcessFacts => ({ name, state })

test.each([
  ['the process is gone', '4711\n', () => null, true],
  ['the id belongs to another program by now', '4711', running('nginx'), true],
  ['the daemon was killed and nobody reaped it', '4711', running('dockerd', 'Z'), true],
  ['the file holds no id', 'x', running('dockerd'), true],
  ['the file is empty', '', running('dockerd'), true],
  ['the daemon is alive', '4711\n', running('dockerd'), false],
  ['the daemon is stopped, which is not dead', '4711', running('dockerd', 'T'), false],
])('a pid file where %s: stale is %4$s', (_, text, seen, stale) => {
  expect(isStale(text, 'dockerd', seen)).toBe(stale)
})

let folder = ''
let files: DaemonFiles = { pidFile: '', containerd: '', systemContainerd: null }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-'))
  mkdirSync(join(folder, 'containerd'))
  files = {
    pidFile: join(folder, 'docker.pid'),
    containerd: join(folder, 'containerd'),
    systemContainerd: join(folder, 'system.sock'),
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

test('files of dead daemons go: pid files and sockets on which nobody listens', async () => {
  // This very process is not dockerd.
  writeFileSync(files.pidFile, String(process.pid))
  writeFileSync(join(files.containerd, 'containerd.pid'), '999999999')
  // Bound and left behind, as kill -9 leaves it.
  const bind = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
  for (const path of [join(files.containerd, 'containerd.sock'), String(files.systemContainerd)])
    expect(() => execFileSync(process.execPath, ['-e', bind, path], { stdio: 'ignore' })).toThrow()
  expect(existsSync(String(files.systemContainerd))).toBe(true)

  expect(await runningDaemon(files)).toBeNull()
  expect(await clearLeftovers(files)).toEqual([
    files.pidFile,
    join(files.containerd, 'containerd.pid'),
    join(files.containerd, 'containerd.sock'),
    files.systemContainerd,
  ])
  expect(await clearLeftovers(files)).toEqual([])
})

test('a socket on which somebody listens stays', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(String(files.systemContainerd), resolve))
  expect(await clearLeftovers(files)).toEqual([])
  expect(existsSync(String(files.systemContainerd))).toBe(true)
  server.close()
})
