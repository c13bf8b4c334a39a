import { globSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { levels } from '../evidence/level.ts'
import { root } from '../root.ts'
import type { Claim } from './claim.ts'
import { declared } from './declare.ts'

/** Claims as the specs declare them, without running a body, in the order of the files. */
export interface Catalogue {
  readonly claims: readonly Claim[]
  readonly byId: ReadonlyMap<string, Claim>
}

/** Spec files relative to the root, in the order of their names. */
export function specFiles(): string[] {
  return globSync('specs/**/*.spec.ts', { cwd: root })
    .map((file) => file.split(sep).join('/'))
    .sort()
}

let loaded: Promise<Catalogue> | undefined

/**
 * Imports every spec and checks what they declare.
 *
 * @throws CatalogueError naming each claim that is not well-formed.
 */
export function loadCatalogue(): Promise<Catalogue> {
  loaded ??= importSpecs()
  return loaded
}

async function importSpecs(): Promise<Catalogue> {
  for (const file of specFiles()) await import(pathToFileURL(join(root, file)).href)
  return catalogueOf(declared.map((claim) => ({ ...claim, file: relative(root, claim.file).split(sep).join('/') })))
}

/** A catalogue that no run should be built on: every fault of it in one message. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError'
}

export function catalogueOf(claims: readonly Claim[]): Catalogue {
  const byId = new Map<string, Claim>()
  const faults: string[] = []
  for (const claim of claims) {
    const where = `${claim.file}:${claim.line}`
    const twin = byId.get(claim.id)
    if (twin) faults.push(`${where}: the id ${claim.id} is taken by ${twin.file}:${twin.line}`)
    if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(claim.id))
      faults.push(`${where}: "${claim.id}" is not <section>/<claim> in lower case`)
    if (!levels.includes(claim.level))
      faults.push(`${where}: ${claim.id} has the level "${claim.level}", not one of ${levels.join(', ')}`)
    for (const text of [claim.title.en, claim.title.zh, claim.why]) {
      if (!text?.trim()) faults.push(`${where}: ${claim.id} lacks its sentence, its Chinese sentence or its reason`)
    }
    byId.set(claim.id, claim)
  }
  for (const claim of claims) {
    for (const id of claim.restsOn) {
      if (!byId.has(id)) faults.push(`${claim.file}:${claim.line}: ${claim.id} rests on ${id}, which no spec declares`)
    }
    const circle = circleFrom(claim, byId)
    if (circle) faults.push(`${claim.file}:${claim.line}: ${circle.join(' rests on ')}: a circle`)
  }
  if (faults.length > 0)
    throw new CatalogueError(`the catalogue of claims is not well-formed:\n  ${faults.join('\n  ')}`)
  return { claims, byId }
}

/** The path from a claim back to itself along "rests on", or null. */
function circleFrom(claim: Claim, byId: ReadonlyMap<string, Claim>): string[] | null {
  const seen = new Set<string>()
  const walk = (id: string, path: string[]): string[] | null => {
    for (const next of byId.get(id)?.restsOn ?? []) {
      if (next === claim.id) return [...path, next]
      if (seen.has(next)) continue
      seen.add(next)
      const found = walk(next, [...path, next])
      if (found) return found
    }
    return null
  }
  return walk(claim.id, [claim.id])
}
