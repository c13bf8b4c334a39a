import type { Json } from '../../evidence/json.ts'

// What a record holds is read as if an enemy had written it: each accessor gives a value of its type, or the stand-in.

export type Plain = { readonly [key: string]: Json | undefined }

export function objectOf(value: Json | undefined): Plain {
  return isObject(value) ? value : {}
}

export function objectOrNull(value: Json | undefined): Plain | null {
  return isObject(value) ? value : null
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

export function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}

export function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The word if it is one of the vocabulary. */
export function wordOf<Word extends string>(value: Json | undefined, vocabulary: readonly Word[]): Word | null {
  return vocabulary.find((word) => word === value) ?? null
}

export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function isObject(value: Json | undefined): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
