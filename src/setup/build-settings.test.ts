import { expect, test } from 'vitest'
import { buildSettings, pipOption } from './build-settings.ts'

const none = () => null

test('proxies, index and mirror go in by name; nothing else does', () => {
  const env = { HTTPS_PROXY: 'http://u:p@proxy:3128', no_proxy: 'x', APT_MIRROR: 'm', PIP_INDEX_URL: '', SECRET: 's' }
  expect(buildSettings(env, none)).toEqual({
    names: ['HTTPS_PROXY', 'no_proxy', 'APT_MIRROR'],
    env: { HTTPS_PROXY: 'http://u:p@proxy:3128', no_proxy: 'x', APT_MIRROR: 'm' },
    hostNetwork: false,
  })
})

test.each([
  'http://127.0.0.1:3128',
  'localhost:8080',
  'http://u:p@[::1]:3128/',
])('a proxy on loopback (%s) is reached through the host network', (proxy) => {
  expect(buildSettings({ http_proxy: proxy }, none).hostNetwork).toBe(true)
})

test('names that only look like loopback are not', () => {
  expect(buildSettings({ http_proxy: 'http://localhost.example:1', no_proxy: 'localhost' }, none).hostNetwork).toBe(
    false,
  )
})

test("pip's own files are read, the user's after the machine's, the environment last", () => {
  const files: Record<string, string> = {
    '/etc/pip.conf': '[global]\nindex-url = https://machine/simple\ntrusted-host = a\n  b\n',
    '/home/ann/.config/pip/pip.conf': '[global]\nindex-url: https://user/simple\n',
  }
  const read = (path: string) => files[path] ?? null
  expect(buildSettings({ HOME: '/home/ann' }, read).env).toEqual({
    PIP_INDEX_URL: 'https://user/simple',
    PIP_TRUSTED_HOST: 'a b',
  })
  expect(buildSettings({ HOME: '/home/ann', PIP_INDEX_URL: 'https://env/simple' }, read).env.PIP_INDEX_URL).toBe(
    'https://env/simple',
  )
})

test('settings of other commands and comments do not count', () => {
  expect(pipOption('[search]\nindex-url = x\n[global]\n# index-url = y\ncert = /z\n', 'index-url')).toBeNull()
})
