import { posix } from 'node:path'
import { type Directive, parseNginxFile } from './nginx-syntax.ts'

/** A header that nginx adds by itself. */
export interface AddedHeader {
  readonly name: string
  readonly value: string
  readonly always: boolean
}

/** A location block, nested ones included, with what it inherits. */
export interface Location {
  /** `''` prefix, `=` exact, `^~` prefix before regular expressions, `~` and `~*` regular expressions, `@` named. */
  readonly modifier: '' | '=' | '^~' | '~' | '~*' | '@'
  readonly path: string
  /** Where requests are passed, e.g. `http://127.0.0.1:8501`; null when they are not. */
  readonly proxyPass: string | null
  /** Realm of Basic Auth in force; null when there is none or it is `off`. */
  readonly realm: string | null
  readonly passwordFile: string | null
  /** Arguments of its own `return`; null without. */
  readonly returns: readonly string[] | null
  /** The ones in force: a level with headers of its own inherits none. */
  readonly headers: readonly AddedHeader[]
  /** Reached by nginx's own redirects alone. */
  readonly internal: boolean
  readonly directives: readonly Directive[]
  readonly file: string
  readonly line: number
}

export interface Listen {
  /** As written, e.g. `[::]:443`. */
  readonly address: string
  readonly port: number
  readonly ssl: boolean
  readonly http2: boolean
  readonly defaultServer: boolean
}

/** A server block of `http`. */
export interface Server {
  readonly names: readonly string[]
  readonly listens: readonly Listen[]
  readonly locations: readonly Location[]
  /** In force at server level. */
  readonly headers: readonly AddedHeader[]
  readonly directives: readonly Directive[]
  readonly file: string
  readonly line: number
}

/** nginx's configuration as it lies on disk (`nginx -T`), includes spliced in. What runs may be older: see its workers. */
export interface NginxConfig {
  /** Text of each file, the main one first. */
  readonly files: ReadonlyMap<string, string>
  readonly tree: readonly Directive[]
  readonly servers: readonly Server[]
  /** Statements that nginx would reject. */
  readonly malformed: number
}

const deepestInclude = 12
const mostDirectives = 50_000

/** Text of the files in the output of `nginx -T`. */
export function filesOfDump(dump: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const parts = dump.split(/^# configuration file (\/[^\n]*):\n/m)
  for (let index = 1; index + 1 < parts.length; index += 2) {
    const [path = '', text = ''] = parts.slice(index, index + 2)
    // nginx writes a file twice when two places include it.
    if (!files.has(path)) files.set(path, text.replace(/\n\n$/, '\n'))
  }
  return files
}

/** Reads the configuration that starts in the first of the files. Total; an empty map gives an empty configuration. */
export function parseNginxConfig(files: ReadonlyMap<string, string>): NginxConfig {
  const parsed = new Map([...files].map(([path, text]) => [path, parseNginxFile(text, path)]))
  const [main = ''] = files.keys()
  let left = mostDirectives
  const splice = (directives: readonly Directive[], depth: number): readonly Directive[] =>
    directives.flatMap((directive): readonly Directive[] => {
      left -= 1
      if (left < 0) return []
      if (directive.name !== 'include' || directive.block || depth >= deepestInclude) {
        return [directive.block ? { ...directive, block: splice(directive.block, depth) } : directive]
      }
      const wanted = included(directive.args[0] ?? '', posix.dirname(main), [...files.keys()])
      return wanted.flatMap((path) => splice(parsed.get(path)?.directives ?? [], depth + 1))
    })
  const tree = splice(parsed.get(main)?.directives ?? [], 0)
  let malformed = left < 0 ? 1 : 0
  for (const file of parsed.values()) malformed += file.malformed
  return { files, tree, servers: serversOf(tree), malformed }
}

/** Files that an include names, in the order in which nginx takes them; relative to the main file's folder. */
function included(pattern: string, folder: string, paths: readonly string[]): readonly string[] {
  const absolute = posix.resolve(folder, pattern)
  if (!/[*?[]/.test(absolute)) return paths.filter((path) => path === absolute)
  const matches = globOf(absolute)
  return matches === null ? [] : paths.filter((path) => matches.test(path)).sort()
}

/** glob(7) as a regular expression; null for one so wild that matching it could take long. */
function globOf(pattern: string): RegExp | null {
  if (pattern.length > 1000 || (pattern.match(/\*+/g) ?? []).length > 4) return null
  const source = pattern.replaceAll(
    /\*+|\?|\[(!?)([^\]/\\]+)\]|[\s\S]/g,
    (part, not: string | undefined, set: string | undefined) => {
      if (part.startsWith('*')) return '[^/]*'
      if (part === '?') return '[^/]'
      if (set !== undefined) return `[${not ? '^/' : ''}${set.replaceAll(/[\^[]/g, '\\$&')}]`
      return part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    },
  )
  try {
    return new RegExp(`^${source}$`)
  } catch {
    return null
  }
}

function serversOf(tree: readonly Directive[]): readonly Server[] {
  return blocks(tree, 'http').flatMap((http) =>
    blocks(http.block ?? [], 'server').map((server): Server => {
      const levels = [server.block ?? [], http.block ?? []]
      const own = levels[0] ?? []
      return {
        names: own.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args),
        listens: own.filter(({ name }) => name === 'listen').map(({ args }) => listenOf(args, own)),
        locations: locationsOf(levels),
        headers: headersOf(levels),
        directives: own,
        file: server.file,
        line: server.line,
      }
    }),
  )
}

function blocks(directives: readonly Directive[], name: string): readonly Directive[] {
  return directives.filter((directive) => directive.name === name && directive.block)
}

function listenOf(args: readonly string[], server: readonly Directive[]): Listen {
  const [address = '', ...options] = args
  const port = /(?:^|:)(\d{1,5})$/.exec(address)?.[1]
  const http2 = server.findLast(({ name }) => name === 'http2')?.args[0] === 'on'
  return {
    address,
    port: port === undefined ? 80 : Number(port),
    ssl: options.includes('ssl'),
    http2: http2 || options.includes('http2'),
    defaultServer: options.includes('default_server') || options.includes('default'),
  }
}

/** Locations at every depth, in the order of the text. `levels`: the innermost first. */
function locationsOf(levels: readonly (readonly Directive[])[]): readonly Location[] {
  return blocks(levels[0] ?? [], 'location').flatMap((location) => {
    const own = location.block ?? []
    const within = [own, ...levels]
    return [locationOf(location, own, within), ...locationsOf(within)]
  })
}

function locationOf(
  location: Directive,
  own: readonly Directive[],
  levels: readonly (readonly Directive[])[],
): Location {
  const realm = inherited(levels, 'auth_basic')?.args[0]
  const { modifier, path } = matchOf(location.args)
  return {
    modifier,
    path,
    proxyPass: own.findLast(({ name }) => name === 'proxy_pass')?.args[0] ?? null,
    realm: realm === undefined || realm === 'off' ? null : realm,
    passwordFile: inherited(levels, 'auth_basic_user_file')?.args[0] ?? null,
    returns: own.find(({ name }) => name === 'return')?.args ?? null,
    headers: headersOf(levels),
    internal: own.some(({ name }) => name === 'internal'),
    directives: own,
    file: location.file,
    line: location.line,
  }
}

/** `location = /x`, `location =/x`, `location @name`, `location /x`. */
function matchOf(args: readonly string[]): Pick<Location, 'modifier' | 'path'> {
  const [first = '', second] = args
  if (second !== undefined) {
    const modifier = (['=', '^~', '~', '~*'] as const).find((known) => known === first) ?? ''
    return { modifier, path: second }
  }
  const glued = /^(=|\^~|~\*|~|@)(.*)$/.exec(first)
  const modifier = (['=', '^~', '~', '~*', '@'] as const).find((known) => known === glued?.[1])
  return modifier === undefined ? { modifier: '', path: first } : { modifier, path: glued?.[2] ?? '' }
}

/** The innermost level that has it decides. */
function inherited(levels: readonly (readonly Directive[])[], name: string): Directive | undefined {
  for (const level of levels) {
    const found = level.findLast((directive) => directive.name === name)
    if (found) return found
  }
  return undefined
}

function headersOf(levels: readonly (readonly Directive[])[]): readonly AddedHeader[] {
  const level = levels.find((directives) => directives.some(({ name }) => name === 'add_header')) ?? []
  return level
    .filter(({ name }) => name === 'add_header')
    .map(({ args: [name = '', value = '', ...rest] }) => ({ name, value, always: rest.includes('always') }))
}
