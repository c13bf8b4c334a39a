import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { root } from '../root.ts'
import type { Evidence } from './harness.ts'
import { harnessAlias, specOptions } from './options.ts'
import type { Outcome } from './outcome.ts'

/** What a judgement came to: an outcome for each claim and record that was executed, and what went wrong with the suite. */
export interface Judgement {
  readonly outcomes: readonly Outcome[]
  readonly defects: readonly string[]
  /** True when the run was cut short by `interrupt`. */
  readonly interrupted: boolean
}

export interface Judge {
  judge(): Promise<Judgement>
  interrupt(): Promise<void>
  close(): Promise<void>
}

export interface JudgeOptions extends Evidence {
  /** Reporters beside our own reading of the results; none prints to the terminal. */
  readonly reporters?: readonly Reporter[]
}

/**
 * Loads vitest for these records. With `wait`, `judge()` may be called while the survey is still under way: specs are loaded
 * beside it, and the claims wait for its end.
 */
export async function openJudge({ records, strict, wait, reporters = [] }: JudgeOptions): Promise<Judge> {
  const { createVitest } = await import('vitest/node')
  const signals = ['SIGINT', 'SIGTERM', 'exit'] as const
  const before = new Map(signals.map((signal) => [signal, process.listeners(signal as 'SIGINT')]))
  let interrupted = false
  const vitest = await createVitest(
    'test',
    {
      ...specOptions,
      config: false,
      watch: false,
      reporters: [...reporters, silent],
      provide: { evidence: { records: [...records], strict, wait } },
    },
    { root, resolve: { alias: harnessAlias } },
  )
  // vitest would end the process on a signal, before the evidence so far is told: that is the command's to do.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    for (const listener of process.listeners(signal)) {
      if (!before.get(signal)?.includes(listener as NodeJS.SignalsListener)) process.removeListener(signal, listener)
    }
  }
  return {
    async judge() {
      const result = await vitest.start()
      return { ...collect(vitest, result.testModules, result.unhandledErrors), interrupted }
    },
    async interrupt() {
      interrupted = true
      await vitest.cancelCurrentRun('keyboard-input')
    },
    close: () => vitest.close(),
  }
}

/** vitest wants a reporter; ours says nothing, the verdicts are told by the command. */
const silent: Reporter = {}

function collect(
  vitest: Vitest,
  modules: readonly TestModule[],
  unhandled: readonly unknown[],
): Pick<Judgement, 'outcomes' | 'defects'> {
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
  // The exit code is ours to set, from the verdicts; vitest sets it for any failed test.
  process.exitCode = undefined
  void vitest
  return { outcomes, defects }
}
