import type { Reporter, TestModule } from 'vitest/node'
import { root } from '../root.ts'
import type { Judgement, JudgeOrder } from './judge.ts'
import type { Outcome } from './outcome.ts'

// The process that judges: a child that is told where the records lie and nothing else, and answers with outcomes. It has no
// secrets, no target and no engine to ask.

// Whoever asked is gone: there is nobody to answer.
process.on('disconnect', () => process.exit(1))

const order = JSON.parse(process.argv[2] ?? '{}') as JudgeOrder
const judgement = await judge(order)
process.send?.(judgement, undefined, undefined, () => process.exit(0))

async function judge({ records, strict, wait, allure }: JudgeOrder): Promise<Judgement> {
  const { createVitest } = await import('vitest/node')
  const { harnessAlias, specOptions } = await import('./options.ts')
  // vitest wants a reporter; this one says nothing, the verdicts are told by the command.
  const silent: Reporter = {}
  const vitest = await createVitest(
    'test',
    {
      ...specOptions,
      config: false,
      watch: false,
      reporters: [allure === null ? silent : (await import('../report/allure.ts')).allureReporter(allure)],
      provide: { evidence: { records, strict, wait } },
    },
    { root, resolve: { alias: harnessAlias } },
  )
  const { testModules, unhandledErrors } = await vitest.start()
  return collect(testModules, unhandledErrors)
}

function collect(modules: readonly TestModule[], unhandled: readonly unknown[]): Judgement {
  const outcomes: Outcome[] = []
  const defects: string[] = []
  for (const module of modules) {
    for (const error of module.errors()) defects.push(`${module.relativeModuleId} cannot be loaded: ${error.message}`)
    for (const suite of module.children.allSuites()) {
      for (const error of suite.errors())
        defects.push(`${module.relativeModuleId}, ${suite.fullName}: ${error.message}`)
    }
    for (const test of module.children.allTests()) {
      const { outcome } = test.meta()
      if (outcome) outcomes.push(outcome)
    }
  }
  for (const error of unhandled) {
    defects.push(`an error that no claim caught: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { outcomes, defects }
}
