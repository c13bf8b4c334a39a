import { expect, test } from 'vitest'
import { alsoRemoved } from './apt.ts'

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
