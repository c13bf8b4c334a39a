import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from '../../root.ts'
import type { Config } from '../config.ts'
import { UsageError } from '../errors.ts'
import { givenPassword, howToGivePassword } from '../password.ts'
import type { ResolvedTarget } from '../resolve.ts'
import type { Inside } from '../target.ts'

/** `ssh://user@host` and `local`: a live server, as evidence.config.ts describes it. */
export function described(word: string, config: Config): ResolvedTarget {
  const inside = insideOf(word)
  const found = config.targets[word]
  if (!found) {
    const there = Object.keys(config.targets)
    throw new UsageError(
      `evidence.config.ts does not describe ${word} (it describes ${there.length === 0 ? 'nothing' : there.join(', ')}): a live server's address and promises must be written there, as in its examples`,
    )
  }
  const password = givenPassword()
  if (password === null) throw new UsageError(`the password of ${word} is not known: ${howToGivePassword}`)
  return {
    target: {
      name: word,
      inside,
      front: {
        https: found.front.https,
        ...(found.front.http ? { http: found.front.http } : {}),
      },
      root: found.rootFile === undefined ? null : rootFrom(found.rootFile),
      reach: found.reach,
      user: found.user,
      robot: null,
      promises: found.promises,
    },
    secrets: new Map([['password', password]]),
  }
}

/** Careful with the destination: ssh takes a word that begins with a dash for an option. */
function insideOf(word: string): Inside {
  if (word === 'local') return { via: 'local' }
  const destination = word.slice('ssh://'.length)
  if (/^(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9._-]*$/.test(destination)) {
    return { via: 'ssh', destination }
  }
  throw new UsageError(
    `${JSON.stringify(word)} is not of the form ssh://user@host; a port, a key or a jump host belongs into ~/.ssh/config`,
  )
}

function rootFrom(file: string): string {
  const path = resolve(root, file)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(
      `cannot read the root certificate ${path}: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    )
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw new UsageError(`${path} holds no certificate in PEM form`)
}
