import { defineConfig } from 'vitest/config'
import { harnessAlias, specOptions } from './src/judge/options.ts'

// `*.spec.ts` verifies a deployment, `*.test.ts` our own instruments.
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: harnessAlias },
        test: { ...specOptions, name: 'specs', globalSetup: ['src/judge/survey-first.ts'] },
      },
      {
        test: {
          name: 'tests',
          include: ['{src,fixtures}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
