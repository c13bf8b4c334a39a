import type { Promises } from '../targets/target.ts'
import { statFormat } from './files.ts'
import { passwordsScript } from './passwords.ts'
import { shellLine, shellQuote } from './shell-quote.ts'

/** Shell for what lies on the host's disk: the files that promises name, and logs. */

/** Octets kept of the end of a log, and of the lines that a run left in one. */
const bounds = { log: 65_536, entries: 1_000_000 }

/**
 * `sight PATH` sets `state`: present, absent (only where the folder that it should be in may be searched) or hidden. `begin
 * NAME PATH` starts a section with that word for its argument, and fails unless the file can be read.
 */
export const sightPart = `
sight() {
  if [ -e "$1" ]; then state=present; return; fi
  state=absent; folder=$1
  while :; do
    folder=\${folder%/*}
    [ -n "$folder" ] || return 0
    [ -e "$folder" ] && break
  done
  [ -d "$folder" ] && [ ! -x "$folder" ] && state=hidden
}
begin() {
  sight "$2"
  [ "$state" = present ] && [ ! -r "$2" ] && state=hidden
  s "$1" "$state"
  [ "$state" = present ]
}
`

/** What the promises name on disk. */
export interface NamedFiles {
  /** Looked at with their digest. */
  readonly digested: readonly string[]
  /** Looked at without: they hold secrets, or grow. */
  readonly others: readonly string[]
}

/** Files that a claim may ask about, by what the target promises. */
export function namedFiles({ app, https, passwords, accessLog, script }: Promises): NamedFiles {
  const program = app?.arguments.find((word) => word.endsWith('.py'))
  const inDirectory =
    app && program ? [program.startsWith('/') ? program : `${app.directory.replace(/\/$/, '')}/${program}`] : []
  const words = script?.command.filter((word) => word.startsWith('/')) ?? []
  const secret = [passwords?.file, https?.keyFile]
  const others = [...secret, app?.log, script?.log, accessLog?.file]
  const digested = [https?.certificateFile, ...inDirectory, ...words]
  const isPath = (path: string | undefined): path is string => path?.startsWith('/') === true && !/[\n\0]/.test(path)
  const kept = [...new Set(others.filter(isPath))]
  // Certificate and key may be one file: then it is a secret.
  return { others: kept, digested: [...new Set(digested.filter(isPath))].filter((path) => !kept.includes(path)) }
}

/** Modes, owners, digests; of the password file only how it hashes, of the certificate file only its certificates. */
export function filesPart(promises: Promises): string {
  const { digested, others } = namedFiles(promises)
  const all = [...digested, ...others]
  const password = promises.passwords?.file
  const certificate = promises.https?.certificateFile
  return `
s sight
for path in ${shellLine(all)}; do
  sight "$path"
  printf '%s %s\\n' "$state" "$path"
done
s files
${all.length > 0 ? `stat -L -c '${statFormat}' -- ${shellLine(all)} 2>/dev/null` : ''}
s digests
${digested.length > 0 ? `sha256sum -- ${shellLine(digested)} 2>/dev/null` : ''}
${password === undefined ? '' : passwordsPart(password)}
${certificate === undefined ? '' : certificatesPart(certificate)}
`
}

function passwordsPart(path: string): string {
  return `
${passwordsScript}
begin passwords ${shellQuote(path)} && passwords ${shellQuote(path)}`
}

/** The file may hold its key as well: only what stands between the certificate's own marks leaves the server. */
function certificatesPart(path: string): string {
  return `
if begin certificates ${shellQuote(path)}; then
  inside=; count=0
  while IFS= read -r line; do
    case $line in *'BEGIN CERTIFICATE'*) inside=1 ;; esac
    [ -n "$inside" ] && printf '%s\\n' "$line"
    case $line in *'END CERTIFICATE'*) inside= ;; esac
    count=$((count + 1)); [ "$count" -lt 2000 ] || break
  done <${shellQuote(path)}
fi`
}

/** Versions, from the names under which Python installs what it installs. */
export function versionsPart({ app }: Promises): string {
  const own = app ? [app.directory] : []
  const roots = [
    '/usr/lib',
    '/usr/local/lib',
    '/opt/*/lib',
    '/opt/*/*/lib',
    ...own.flatMap((directory) => [`${shellQuote(directory)}/.venv/lib`, `${shellQuote(directory)}/venv/lib`]),
  ]
  const globs = roots.flatMap((root) => [
    `${root}/python3*/site-packages/streamlit-*.dist-info`,
    `${root}/python3*/dist-packages/streamlit-*.dist-info`,
  ])
  return `
s streamlit
for folder in ${globs.join(' ')}; do [ ! -d "$folder" ] || printf '%s\\n' "$folder"; done
`
}

/** The end of a log. */
export function tailPart(name: string, path: string): string {
  return `
begin ${name} ${shellQuote(path)} && tail -c ${bounds.log} ${shellQuote(path)}
`
}

/** Lines of a log that hold the run's nonce, the newest where there are too many. */
export function nonceLinesPart(name: string, path: string, nonce: string): string {
  return `
if begin ${name} ${shellQuote(path)}; then
  if command -v grep >/dev/null; then tail -c 8388608 ${shellQuote(path)} | grep -F -e ${shellQuote(nonce)} | tail -c ${bounds.entries}
  else tail -c ${bounds.entries} ${shellQuote(path)}
  fi
fi
`
}
