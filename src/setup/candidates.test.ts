import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { candidates } from './candidates.ts'

const nothing = { env: {}, home: '/home/ann', uid: 1000, read: () => null }

test('without settings the usual sockets are tried, the system engine first', () => {
  const hosts = candidates(nothing).map(({ host }) => host)
  expect(hosts[0]).toBe('unix:///var/run/docker.sock')
  expect(hosts).toContain('unix:///run/user/1000/docker.sock')
  expect(hosts).toContain('unix:///run/podman/podman.sock')
  expect(hosts).toContain('unix:///run/user/1000/podman/podman.sock')
})

test('DOCKER_HOST is the only one when it is set', () => {
  const found = candidates({ ...nothing, env: { DOCKER_HOST: 'tcp://engine:2376', DOCKER_TLS_VERIFY: '1' } })
  expect(found).toEqual([
    { host: 'tcp://engine:2376', certificates: '/home/ann/.docker', from: 'DOCKER_HOST', named: true },
  ])
})

function withContext(name: string, current: boolean) {
  const id = createHash('sha256').update(name).digest('hex')
  const files: Record<string, string> = {
    [`/home/ann/.docker/contexts/meta/${id}/meta.json`]: JSON.stringify({
      Name: name,
      Endpoints: { docker: { Host: 'unix:///home/ann/.colima/x.sock' } },
    }),
    ...(current ? { '/home/ann/.docker/config.json': JSON.stringify({ currentContext: name }) } : {}),
  }
  return (path: string) => files[path] ?? null
}

test('the context in use comes before the usual sockets', () => {
  const found = candidates({ ...nothing, read: withContext('colima', true) })
  expect(found[0]).toMatchObject({
    host: 'unix:///home/ann/.colima/x.sock',
    from: 'docker context colima',
    named: false,
  })
  expect(found.length).toBeGreaterThan(1)
})

test('a context named in the environment is the only one, and wins over DOCKER_HOST', () => {
  const env = { DOCKER_CONTEXT: 'colima', DOCKER_HOST: 'unix:///elsewhere' }
  expect(candidates({ ...nothing, env, read: withContext('colima', false) })).toHaveLength(1)
})

test('a named context that does not exist gives no other engine', () => {
  expect(candidates({ ...nothing, env: { DOCKER_CONTEXT: 'gone' } })).toEqual([
    { host: '', certificates: null, from: 'docker context gone', named: true },
  ])
})

test('a broken configuration file is read as none', () => {
  expect(candidates({ ...nothing, read: () => '{"currentContext": ' }).length).toBeGreaterThan(5)
})
