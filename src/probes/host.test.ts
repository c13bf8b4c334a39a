import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Promises } from '../targets/target.ts'
import { type HostFacts, host } from './host.ts'
import { type HostAfterFacts, hostAfter } from './host-after.ts'
import type { Answer } from './probe.ts'
import { insideTarget, lookContext, readContext } from './testing/inside-target.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'host-')))
// A folder whose name looks like two lines of `ls`, one of them a lie about process 1.
const odd = join(folder, 'x\nlrwxrwxrwx 1 0 0 0 Nov 24 02:02 "\\proc\\1\\exe" -> "evil" \x1b[31m é')
const words = ['evil\nname', '0123456789abcdef0123456789abcdef stat', '', '\x1b[2J', '30']
const nonce = 'ab'.repeat(16)
const server = createServer()
mkdirSync(odd, { recursive: true })
// It reads until the pipe is closed: nothing stays behind.
const child = spawn('sh', ['-c', 'read line', ...words], { cwd: odd, stdio: 'pipe' })
let port = 0
let promises: Promises

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = address !== null && typeof address === 'object' ? address.port : 0
  writeFileSync(join(folder, 'htpasswd'), 'admin:$2y$10$SECRETSECRET\n', { mode: 0o600 })
  writeFileSync(join(folder, 'pair.pem'), '-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n')
  writeFileSync(
    join(folder, 'access.log'),
    `${JSON.stringify({ uri: '/old', nonce: 'x' })}\n${JSON.stringify({ uri: '/new', nonce })}\n`,
  )
  writeFileSync(join(folder, 'app.log'), 'You can now view your app\n')
  promises = {
    app: {
      arguments: ['-m', 'streamlit', 'run', 'src/main.py'],
      listen: { host: '127.0.0.1', port },
      user: 'root',
      directory: folder,
      log: join(folder, 'app.log'),
      pagePath: '/',
      healthPath: '/_stcore/health',
      marker: '',
      buildId: '',
    },
    passwords: { file: join(folder, 'htpasswd'), mode: '600', owner: 'root', minimumCost: 10, users: ['admin'] },
    https: {
      names: ['localhost'],
      realm: '',
      http2: true,
      versions: [],
      unknownNamesRefused: false,
      certificateFile: join(folder, 'pair.pem'),
      keyFile: join(folder, 'gone.key'),
    },
    accessLog: { file: join(folder, 'access.log'), nonceHeader: 'X' },
  }
})

afterAll(() => {
  child.kill('SIGKILL')
  server.close()
  rmSync(folder, { recursive: true })
})

test('sees this machine as it is', async () => {
  const target = insideTarget(promises)
  const context = readContext(target)
  const facts = host.read(await host.look({}, lookContext(target)), {}, context)
  const self = facts.process(process.pid)
  expect(self).toMatchObject({
    ppid: process.ppid,
    executable: realpathSync(process.execPath),
    cwd: process.cwd(),
    uid: process.getuid?.(),
  })
  expect(Math.abs((self?.startedAt ?? 0) - (Date.now() - process.uptime() * 1000))).toBeLessThan(2000)
  expect(facts.listenersOn(port)).toMatchObject([{ family: 4, address: '127.0.0.1', netNamespace: facts.netNamespace }])
  expect(Math.abs(facts.clockOffset)).toBeLessThanOrEqual(facts.clockUncertainty + 20)
  expect(facts.processes.some(({ command }) => command.join(' ') === 'sh -s')).toBe(false)
  expect(facts.uid).toBe(process.getuid?.())
  // Owners are known to root alone; to others they are unseen, never nobody.
  expect(facts.ownersOf(port).map(({ pid }) => pid)).toEqual([process.pid])
  expect(context.codes.filter((code) => code !== 'permission')).toEqual([])
})

test('reads hostile names as names', async () => {
  const target = insideTarget()
  const facts = host.read(await host.look({}, lookContext(target)), {}, readContext(target))
  const found = facts.process(child.pid ?? 0)
  expect(found?.command).toEqual(['sh', '-c', 'read line', ...words])
  // GNU's ls escapes, so that the path comes back as it is; busybox's puts question marks.
  expect([odd, odd.replaceAll('\n', '?').replaceAll('\x1b', '?')]).toContain(found?.cwd)
  expect(facts.process(1)?.executable).not.toBe('evil')
})

test('looks at the promised files, and takes no secret with it', async () => {
  const target = insideTarget(promises)
  const answer = await host.look({}, lookContext(target))
  const facts = host.read(answer, {}, readContext(target))
  expect(String(answer.bodies.stdout)).not.toContain('SECRET')
  expect(facts.passwordEntries).toEqual([{ user: 'admin', scheme: 'bcrypt', cost: 10 }])
  expect(facts.file(join(folder, 'htpasswd'))).toMatchObject({ exists: true, mode: '600', size: 26, sha256: null })
  expect(facts.file(join(folder, 'pair.pem')).sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(facts.file(join(folder, 'gone.key')).exists).toBe(false)
  expect(facts.appLog).toBe('You can now view your app\n')
  expect(facts.certificates).toEqual([])
})

test('finds the run in the access log', async () => {
  const target = insideTarget(promises)
  const context = readContext(target)
  const facts = hostAfter.read(await hostAfter.look({}, lookContext(target)), {}, context)
  expect(facts.accessLog.entries.map(({ uri }) => uri)).toEqual(['/new'])
  expect(facts.errorLog).toBe('')
  expect(facts.listenersOn(port)).toHaveLength(1)
})

test('can be done again by hand', () => {
  const target = insideTarget(promises, { via: 'docker', container: 'server' })
  expect(host.byHand({}, target)).toBe(
    "docker exec -u 0 server sh -c 'ps -eo pid,ppid,stat,lstart,user,args; ss -Hltnp; nginx -T'",
  )
})

/** A look of another user at a server whose app belongs to root. */
function lookOfNobody(): Answer {
  const boundary = '0123456789abcdef0123456789abcdef'
  const stat = (pid: number, name: string) => `${pid} (${name}) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0 0\n`
  const row =
    '   0: 0100007F:2135 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 45843 1 0 100 0 0 10 0'
  const sections: [string, string][] = [
    ['clock', '1795487136.471000000 +0000\n2664.45\n'],
    ['users', '0 root\n'],
    ['observer 9', ''],
    ['processes', '9 65534\n17 0\n'],
    [
      'stat',
      `E=${boundary}\0${stat(9, 'sh')}E=${boundary}\0sh\0-s\0E=${boundary}\0${stat(17, 'python3')}E=${boundary}\0python3\0E=${boundary}\0`,
    ],
    [
      'links',
      'lrwxrwxrwx 1 0 0 0 Nov 24 02:02 "/proc/17/exe"\nlrwxrwxrwx 1 0 0 0 Nov 24 02:02 "/proc/9/ns/net" -> "net:[1]"\n',
    ],
    ['descriptors', '"/proc/9/fd":\nlrwxrwxrwx 1 0 0 0 Nov 24 02:02 "0" -> "/dev/null"\n\nwhole\n'],
    ['tcp self', `  sl  local_address\n${row}\n`],
    ['gone', ''],
    ['sight', 'hidden /etc/nginx/.htpasswd\n'],
    ['passwords hidden', ''],
    ['nginx-said', 'nginx: [emerg] cannot load certificate key\n'],
    ['nginx-exit 1', ''],
    ['end', ''],
  ]
  const stdout = sections.map(([name, text]) => `\n${boundary} ${name}\n${text}`).join('')
  return {
    head: { boundary, exitCode: 0, timedOut: false, truncated: false, started: 0, duration: 1 },
    bodies: { stdout: Buffer.from(stdout) },
  }
}

test('what another user may not see is unseen, never absent, free or refused', () => {
  const context = readContext(insideTarget())
  const facts = host.read(lookOfNobody(), {}, context)
  expect(facts.processes).toMatchObject([
    { pid: 17, user: 'root', executable: null, sockets: null, command: ['python3'] },
  ])
  expect(facts.listenersOn(8501)).toMatchObject([{ address: '127.0.0.1', queue: { receive: 0, backlog: null } }])
  expect(context.codes).toEqual([])
  const unseen = (ask: () => unknown) => {
    context.codes.length = 0
    ask()
    return context.codes[0]
  }
  expect(unseen(() => facts.ownersOf(8501))).toBe('permission')
  expect(unseen(() => facts.passwordEntries)).toBe('permission')
  expect(unseen(() => facts.file('/etc/nginx/.htpasswd'))).toBe('permission')
  expect(unseen(() => facts.nginxTest)).toBe('permission')
  expect(unseen(() => facts.nginxConfig)).toBe('permission')
  expect(unseen(() => facts.ss)).toBe('binary-missing')
  expect(unseen(() => facts.certificates)).toBe('look-cut')
})

test('is total, however the look was cut or scrambled', () => {
  const { head, bodies } = lookOfNobody()
  const whole = Buffer.from(bodies.stdout ?? [])
  const context = readContext(insideTarget())
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.uint8Array({ maxLength: 40 }), (cut, at, noise) => {
      const stdout = Buffer.concat([whole.subarray(0, at), noise, whole.subarray(at)]).subarray(0, cut)
      askAll(host.read({ head, bodies: { stdout } }, {}, context))
      askAll(hostAfter.read({ head, bodies: { stdout } }, {}, context))
    }),
  )
  for (const odd of [null, [], 'x', { boundary: 1 }]) askAll(host.read({ head: odd, bodies: {} }, {}, context))
})

test('a look that was cut shows nothing as missing', () => {
  const { head, bodies } = lookOfNobody()
  const whole = Buffer.from(bodies.stdout ?? [])
  for (let cut = 0; cut < whole.length; cut += 7) {
    const context = readContext(insideTarget())
    const facts = host.read({ head, bodies: { stdout: whole.subarray(0, cut) } }, {}, context)
    if (facts.listenersOn(8501).length === 0 || facts.processes.length === 0)
      expect(context.codes).toContain('look-cut')
  }
})

/** Every fact of a look, once. */
function askAll(facts: HostFacts | HostAfterFacts): void {
  for (let type = Object.getPrototypeOf(facts); type !== Object.prototype; type = Object.getPrototypeOf(type)) {
    for (const name of Object.getOwnPropertyNames(type)) {
      if (Object.getOwnPropertyDescriptor(type, name)?.get) Reflect.get(facts, name)
    }
  }
  facts.ownersOf(8501)
  facts.running(['a'])
}
