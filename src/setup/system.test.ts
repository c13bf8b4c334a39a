import { expect, test } from 'vitest'
import { installLine, systemOf } from './system.ts'

test.each([
  ['linux', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', 'debian'],
  ['linux', 'ID=ubuntu\nID_LIKE=debian\n', 'debian'],
  ['linux', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
  ['linux', 'ID=fedora\n', 'fedora'],
  ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'rhel'],
  ['linux', 'ID=manjaro\nID_LIKE=arch\n', 'arch'],
  ['linux', 'ID=alpine\n', 'alpine'],
  ['linux', 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'suse'],
  ['linux', 'garbage \u0000 = \n', 'other'],
  ['linux', null, 'other'],
  ['darwin', null, 'macos'],
])('%s with %j is of the family %s', (platform, release, family) => {
  expect(systemOf(platform, release).family).toBe(family)
})

test('a user who is not root is told sudo and the group', () => {
  expect(installLine('debian', false)).toMatch(/^sudo apt-get update && sudo apt-get install .*usermod -aG docker/)
  expect(installLine('debian', true)).not.toContain('sudo')
  expect(installLine('other', true)).toBeNull()
})
