import type { Config } from './config.ts'
import { UsageError } from './errors.ts'
import type { LiveTarget } from './target.ts'

export interface ResolveOptions {
  /** Aborts a start. */
  readonly signal?: AbortSignal
  /** Id of a fault to break a fresh stack with; null or left out for none. */
  readonly fault?: string | null
  readonly progress?: { step(told: string): void }
}

/** A target, and for a stack that was started for it the way to be rid of it. */
export interface ResolvedTarget extends LiveTarget {
  readonly stop?: () => Promise<void>
}

const kinds = `\`stack\` (a fresh one), \`stack:<name>\` (one that \`npm run stack -- up\` keeps), \`docker:<container>\`, \`ssh://user@host\`, \`local\``

/**
 * From the word after `--target` to what is verified. Only `stack` starts anything; the others cost a question or two to the
 * engine, or none.
 *
 * @throws UsageError for a word that we do not know, a target that is not there, and a missing password.
 */
export async function resolveTarget(
  word: string,
  config: Config,
  options: ResolveOptions = {},
): Promise<ResolvedTarget> {
  if (options.fault && word !== 'stack') {
    throw new UsageError(
      `--fault breaks what it is given: it works on a fresh \`stack\` alone, not on ${JSON.stringify(word)}`,
    )
  }
  if (word === 'stack') return (await import('./kinds/fresh-stack.ts')).freshStack(options)
  const [kind, name] = partsOf(word)
  if (kind === 'stack') return (await import('./kinds/kept-stack.ts')).keptStack(name)
  if (kind === 'docker') return (await import('./kinds/container.ts')).container(name)
  if (kind === 'described') return (await import('./kinds/described.ts')).described(word, config)
  if (kind === 'run') {
    throw new UsageError(`${word} is a record of a target, not one that can be verified: \`audit\` judges it again`)
  }
  throw new UsageError(`unknown target ${JSON.stringify(word)}: there are ${kinds}`)
}

function partsOf(word: string): readonly [kind: 'stack' | 'docker' | 'described' | 'run' | 'unknown', name: string] {
  if (word === 'local' || /^ssh:\/\/./.test(word)) return ['described', word]
  const found = /^(stack|docker|run):(.+)$/s.exec(word)
  if (!found?.[1] || !found[2]) return ['unknown', word]
  return [found[1] as 'stack' | 'docker' | 'run', found[2]]
}
