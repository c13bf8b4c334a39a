import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { labelsFor, type Role } from '../../fixtures/stack/labels.ts'
import { checkConfig } from './config.ts'
import { UsageError } from './errors.ts'
import { resolveTarget } from './resolve.ts'

// An engine that knows a kept stack `demo`, a server of somebody's and nothing else, and counts the questions.
const certificate = '-----BEGIN CERTIFICATE-----\nroot\n-----END CERTIFICATE-----\n'
const packed = pack()
packed.entry({ name: 'root.pem' }, certificate)
packed.finalize()
const archive = await buffer(packed)
const folder = mkdtempSync(join(tmpdir(), 'resolve-'))
const socket = join(folder, 'engine.sock')
let engine: Server
let asked: string[] = []
let running = true

beforeAll(async () => {
  engine = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    if (path !== '/_ping') asked.push(path)
    const answer = answerTo(path, request.url ?? '')
    response.statusCode = answer === null ? 404 : 200
    response.end(answer ?? JSON.stringify({ message: 'No such container' }))
  })
  await new Promise<void>((resolve) => engine.listen(socket, resolve))
  mkdirSync(join(folder, 'evidence-gate', 'stacks', 'demo'), { recursive: true })
  const keys = { password: 'the-kept-password', admin: 'the-admin', token: 'the-token', secret: 'the-secret' }
  writeFileSync(join(folder, 'evidence-gate', 'stacks', 'demo', 'keys.json'), JSON.stringify(keys))
})

afterAll(() => {
  engine.close()
  vi.unstubAllEnvs()
})

beforeEach(() => {
  asked = []
  running = true
  vi.stubEnv('DOCKER_HOST', `unix://${socket}`)
  vi.stubEnv('XDG_STATE_HOME', folder)
  vi.stubEnv('EVIDENCE_PASSWORD', '')
  vi.stubEnv('EVIDENCE_PASSWORD_FILE', '')
})

function answerTo(path: string, url: string): string | Buffer | null {
  if (path === '/_ping') return 'OK'
  if (path === '/containers/json') {
    const parts = [
      part('server', [80, 443]),
      part('robot', [8080]),
      part('names', [53, 5301, 5302]),
      part('elsewhere', [80, 443]),
    ]
    return JSON.stringify(decodeURIComponent(url).includes('stack=demo') || !url.includes('stack%3D') ? parts : [])
  }
  if (path.endsWith('/archive')) return path.includes('bare') ? null : archive
  if (path === '/containers/theirs/json' || path === '/containers/bare/json') {
    return JSON.stringify({
      Id: 'other',
      Name: '/theirs',
      State: { Running: running, Status: 'exited' },
      Config: { Labels: null, Env: ['DASHBOARD_USER=operator'] },
      NetworkSettings: { Ports: { '443/tcp': null }, Networks: { bridge: { IPAddress: '172.17.0.9' } } },
    })
  }
  if (path === '/containers/evidence-gate-demo-server/json') {
    return JSON.stringify({
      Id: 'id-server',
      Name: '/evidence-gate-demo-server',
      State: { Running: true },
      Config: { Labels: {}, Env: [] },
      NetworkSettings: {
        Ports: { '443/tcp': [{ HostIp: '0.0.0.0', HostPort: '40443' }], '80/tcp': [{ HostIp: '', HostPort: '40080' }] },
      },
    })
  }
  return null
}

function part(role: Role, ports: readonly number[]) {
  return {
    Id: `id-${role}`,
    Names: [`/evidence-gate-demo-${role}`],
    Labels: labelsFor({ run: 'r1', stack: 'demo', kept: true, role, bot: 'bot-1' }),
    State: running ? 'running' : 'exited',
    Created: 1_790_000_000,
    Ports: running
      ? ports.flatMap((port) =>
          ['tcp', 'udp'].map((Type) => ({ IP: '127.0.0.1', PrivatePort: port, PublicPort: 30_000 + port, Type })),
        )
      : [],
  }
}

const nothing = checkConfig({}, 'x')

test('a kept stack: two questions to the engine, everything promised', async () => {
  const { target, secrets, stop } = await resolveTarget('stack:demo', nothing)
  expect(asked.sort()).toEqual(['/containers/evidence-gate-demo-server/archive', '/containers/json'])
  expect(target).toMatchObject({
    name: 'stack:demo',
    inside: { via: 'docker', container: 'evidence-gate-demo-server' },
    front: { https: { host: '127.0.0.1', port: 30443 }, http: { host: '127.0.0.1', port: 30080 } },
    root: certificate,
    robot: { endpoint: { host: '127.0.0.1', port: 38080 }, bot: 'bot-1' },
  })
  expect(target.reach['198.51.100.10:443']).toEqual({ host: '127.0.0.1', port: 30443 })
  expect(target.promises.heartbeat).toBeDefined()
  expect(target.promises.dns?.servers.map(({ endpoint }) => endpoint.port)).toEqual([35301, 35302, 30053])
  expect(secrets.get('password')).toBe('the-kept-password')
  expect(secrets.get('robot-admin')).toBe('the-admin')
  expect(JSON.stringify(target)).not.toMatch(/the-(kept|admin|token|secret)/)
  expect(stop).toBeUndefined()
})

test('a given password comes before the kept one', async () => {
  vi.stubEnv('EVIDENCE_PASSWORD', 'given-by-hand')
  expect((await resolveTarget('stack:demo', nothing)).secrets.get('password')).toBe('given-by-hand')
})

test('a container of ours is found with its siblings', async () => {
  const { target } = await resolveTarget('docker:evidence-gate-demo-server', nothing)
  expect(target.front.https).toEqual({ host: '127.0.0.1', port: 40443 })
  expect(target.robot?.bot).toBe('bot-1')
  expect(target.promises.dns).toBeDefined()
})

test("somebody's container promises neither DNS nor the heartbeat's receipt, and is reached on its own address", async () => {
  vi.stubEnv('EVIDENCE_PASSWORD', 'given-by-hand')
  const { target } = await resolveTarget('docker:theirs', nothing)
  expect(target.front.https).toEqual({ host: '172.17.0.9', port: 443 })
  expect(target.user).toBe('operator')
  expect(target.robot).toBeNull()
  expect(target.promises.dns).toBeUndefined()
  expect(target.promises.heartbeat).toBeUndefined()
  expect(target.promises.https).toBeDefined()
})

test.each([
  ['stack:none', /no stack named none is up \(there are: demo\)/],
  ['docker:none', /no container "none"/],
  ['docker:theirs', /password .* EVIDENCE_PASSWORD_FILE/],
  ['local', /does not describe local/],
  ['ssh://user@host', /does not describe ssh:\/\/user@host/],
  ['ssh://-oProxyCommand=x', /not of the form/],
  ['ssh://user@host/path', /not of the form/],
  ['run:2026', /record/],
  ['staging', /unknown target "staging": there are `stack`/],
  ['', /unknown target/],
  ['stack:', /unknown target/],
])('%j is one clear error', async (word, message) => {
  const attempt = resolveTarget(word, nothing)
  await expect(attempt).rejects.toThrow(UsageError)
  await expect(attempt).rejects.toThrow(message)
})

test('what does not run says how to start it', async () => {
  vi.stubEnv('EVIDENCE_PASSWORD', 'given-by-hand')
  running = false
  await expect(resolveTarget('stack:demo', nothing)).rejects.toThrow(/docker start evidence-gate-demo-server/)
  await expect(resolveTarget('docker:theirs', nothing)).rejects.toThrow(/does not run \(exited\)/)
})

test('a container of another shape is told', async () => {
  vi.stubEnv('EVIDENCE_PASSWORD', 'given-by-hand')
  await expect(resolveTarget('docker:bare', nothing)).rejects.toThrow(/no \/etc\/ssl\/stack\/root.pem/)
})

test('a fault breaks a fresh stack alone', async () => {
  await expect(resolveTarget('stack:demo', nothing, { fault: 'backend-dead' })).rejects.toThrow(/fresh `stack` alone/)
})

test('an engine that is gone is a clear error', async () => {
  vi.stubEnv('DOCKER_HOST', `unix://${join(folder, 'gone.sock')}`)
  await expect(resolveTarget('stack:demo', nothing)).rejects.toThrow(/No container engine answers/)
})

test('a live server is what the configuration says', async () => {
  vi.stubEnv('EVIDENCE_PASSWORD', 'given-by-hand')
  const front = { https: { host: 'www.example.org', port: 443 } }
  const config = checkConfig(
    { targets: { 'ssh://admin@www.example.org': { front, promises: { redirect: { status: 301 } } } } },
    'x',
  )
  const { target } = await resolveTarget('ssh://admin@www.example.org', config)
  expect(target).toMatchObject({
    inside: { via: 'ssh', destination: 'admin@www.example.org' },
    front,
    root: null,
    promises: { redirect: { status: 301 } },
  })
  expect(asked).toEqual([])
})
