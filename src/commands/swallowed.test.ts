import { expect, test } from 'vitest'
import { refuseSwallowedFlags } from './swallowed.ts'

test('a flag that npm kept for itself is refused with the line to type', () => {
  expect(() => refuseSwallowedFlags('verify', ['target', 'strict'], { npm_config_target: 'stack:demo' })).toThrow(
    'npm run verify -- --target stack:demo',
  )
  expect(() => refuseSwallowedFlags('verify', ['strict'], { npm_config_strict: 'true' })).toThrow(
    'npm run verify -- --strict',
  )
})

test('nothing is said where npm kept nothing', () => {
  refuseSwallowedFlags('stack up', ['target'], { npm_config_loglevel: 'error', npm_config_target: '' })
})
