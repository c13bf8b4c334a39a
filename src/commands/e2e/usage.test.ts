import { expect, test } from 'vitest'
import { ownFolders, run } from './cli.ts'

const { env } = ownFolders()

test.each([
  ['an unknown target', ['verify', '--target', 'nonsense'], {}, 'unknown target "nonsense"'],
  ['a stack that is not up', ['verify', '--target', 'stack:nobody'], {}, 'no stack named nobody is up'],
  ['a container that is not there', ['verify', '--target', 'docker:nobody'], {}, 'there is no container "nobody"'],
  [
    'a server that nobody described',
    ['verify', '--target', 'ssh://nobody@host'],
    {},
    'does not describe ssh://nobody@host',
  ],
  ['an unknown flag', ['verify', '--nope'], {}, "unknown option '--nope'"],
  ['a stray word', ['verify', 'stack:demo'], {}, 'too many arguments'],
  ['a flag that npm kept', ['verify'], { npm_config_target: 'stack:demo' }, 'npm run verify -- --target stack:demo'],
  ['a flag that npm kept of a stack', ['stack', 'up'], { npm_config_name: 'x' }, 'npm run stack -- up --name x'],
  ['a password that is too short', ['verify'], { EVIDENCE_PASSWORD: 'short' }, 'at least 8 are needed'],
  [
    'a password file that is not there',
    ['verify'],
    { EVIDENCE_PASSWORD_FILE: '/nowhere/password' },
    '/nowhere/password',
  ],
  ['a glob that matches no claim', ['verify', '--only', 'zz/*'], {}, 'npm run claims lists them'],
  ['a fault that does not exist', ['verify', '--fault', 'zz'], {}, 'no fault is named "zz"'],
  ['a run that does not exist', ['explain', 'process/command', '--run', 'zz'], {}, 'there is no run zz'],
  ['an unknown command', ['frobnicate'], {}, "unknown command 'frobnicate'"],
  ['no engine', ['verify'], { DOCKER_HOST: 'unix:///nowhere/docker.sock' }, 'npm run setup'],
])('%s: one clear error, exit code 3', async (_, words, more, message) => {
  const { code, stdout, stderr } = await run(words, { ...env, ...more })
  expect(stderr).toContain(message)
  expect({ code, stdout, traces: stderr.match(/^ +at /gm) }).toEqual({ code: 3, stdout: '', traces: null })
})
