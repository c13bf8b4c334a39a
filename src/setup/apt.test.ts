import { expect, test } from 'vitest'
import { alsoRemoved, watching } from './apt.ts'

const simulation = `Reading package lists...
The following packages will be REMOVED:
  containerd* docker.io* kubelet*
Purg docker.io [20.10.24]
Purg containerd:amd64 [1.6.20]
Remv kubelet [1.30]
`

test('what a purge would take along is seen', () => {
  expect(alsoRemoved(simulation, ['docker.io', 'containerd'])).toEqual(['kubelet'])
  expect(alsoRemoved(simulation, ['docker.io', 'containerd', 'kubelet'])).toEqual([])
})

test('what waits for a package is called once, when that very package is set up', () => {
  let calls = 0
  const see = watching({ setUp: 'mmdebstrap', call: () => calls++ })
  for (const line of ['Unpacking mmdebstrap (1.3.5) ...', 'Setting up mmdebstrap-extra (1) ...']) see(line)
  expect(calls).toBe(0)
  for (const line of ['Setting up mmdebstrap (1.3.5) ...', 'Setting up mmdebstrap (1.3.5) ...']) see(line)
  expect(calls).toBe(1)
})
