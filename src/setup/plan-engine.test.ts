import { expect, test } from 'vitest'
import type { Engine, Tried } from './engine.ts'
import { type Facts, planEngine } from './plan-engine.ts'

const bare: Facts = {
  engine: null,
  tried: [],
  system: { family: 'debian', name: 'Debian GNU/Linux 12' },
  root: true,
  dockerd: null,
  podman: null,
  services: null,
  running: null,
}
const engine: Engine = {
  host: 'unix:///x',
  address: { socketPath: '/x' },
  socketPath: '/x',
  product: '',
  from: '',
  env: {},
}
function place(outcome: Tried['outcome'], host = 'unix:///var/run/docker.sock', named = false): Tried {
  return { host, from: named ? 'DOCKER_HOST' : 'usual socket', named, outcome, detail: `connect ${outcome}` }
}

test('what answers is used, whatever else is there', () => {
  expect(planEngine({ ...bare, engine, dockerd: '/usr/sbin/dockerd', running: 7 })).toEqual({ do: 'use', engine })
})

test('a bare Debian as root gets one installed', () => {
  expect(planEngine(bare)).toEqual({ do: 'install' })
})

test('an installed one is started by root, by whatever starts services', () => {
  expect(planEngine({ ...bare, dockerd: '/usr/sbin/dockerd', services: 'systemd' })).toEqual({
    do: 'start dockerd',
    dockerd: '/usr/sbin/dockerd',
    services: 'systemd',
  })
  expect(planEngine({ ...bare, dockerd: '/usr/sbin/dockerd', tried: [place('refused')] })).toMatchObject({
    do: 'start dockerd',
    services: null,
  })
})

test('one that runs and does not answer is waited for, never started twice', () => {
  expect(planEngine({ ...bare, dockerd: '/usr/sbin/dockerd', running: 4711 })).toEqual({ do: 'wait', pid: 4711 })
})

test('somebody who is not root is told the line to type', () => {
  const user = { ...bare, root: false }
  expect(planEngine(user)).toMatchObject({ do: 'tell', message: expect.stringContaining('sudo apt-get update') })
  expect(planEngine({ ...user, dockerd: '/usr/bin/dockerd', services: 'systemd' })).toMatchObject({
    do: 'tell',
    message: expect.stringContaining('sudo systemctl start docker'),
  })
})

test('a socket that may not be used is told apart from one that is not there', () => {
  const plan = planEngine({ ...bare, root: false, dockerd: '/usr/bin/dockerd', tried: [place('denied')] })
  expect(plan).toMatchObject({ do: 'tell', message: expect.stringContaining('usermod -aG docker') })
})

test.each([
  ['fedora', 'dnf install -y moby-engine'],
  ['arch', 'pacman -S --needed docker'],
  ['alpine', 'apk add docker'],
  ['macos', 'brew install colima docker'],
  ['other', 'Install Docker Engine'],
] as const)('on %s nothing is installed, the line is told', (family, words) => {
  const plan = planEngine({ ...bare, system: { family, name: family } })
  expect(plan).toMatchObject({ do: 'tell', message: expect.stringContaining(words) })
})

test('podman needs no root and no daemon of its own', () => {
  expect(planEngine({ ...bare, root: false, podman: '/usr/bin/podman' })).toEqual({
    do: 'start podman',
    podman: '/usr/bin/podman',
  })
})

test('an engine that the user named is never replaced by another one', () => {
  const plan = planEngine({ ...bare, dockerd: '/usr/sbin/dockerd', tried: [place('refused', 'tcp://far:2375', true)] })
  expect(plan).toMatchObject({ do: 'tell', message: expect.stringContaining('DOCKER_HOST tcp://far:2375') })
})

test('DOCKER_HOST that names the usual socket does not keep setup from starting the daemon behind it', () => {
  const tried = [place('absent', 'unix:///var/run/docker.sock', true)]
  expect(planEngine({ ...bare, dockerd: '/usr/sbin/dockerd', tried }).do).toBe('start dockerd')
  expect(planEngine({ ...bare, tried }).do).toBe('install')
})
