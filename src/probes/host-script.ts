import type { Promises } from '../targets/target.ts'
import { statFormat } from './files.ts'
import { passwordsScript } from './passwords.ts'
import { shellLine, shellQuote } from './shell-quote.ts'

/**
 * Shell for one look at the host. It needs `/proc`, a POSIX shell and coreutils or busybox; `ss` and `nginx` are used where
 * they are. Every fork costs about a millisecond, so loops use the shell's own words, and one command reads many files.
 */

/** Octets kept of each part; the whole must stay below what a look keeps. */
const bounds = {
  processes: 1_000_000,
  links: 400_000,
  descriptors: 1_000_000,
  sockets: 131_072,
  config: 500_000,
  log: 65_536,
  entries: 1_000_000,
}

/**
 * \`sight PATH\` sets \`state\`: present, absent (only where the folder that it should be in may be searched) or hidden. \`begin
 * NAME PATH\` starts a section with that word for its argument, and fails unless the file can be read.
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

/** The server's clock, and since when it runs. */
export const clockPart = `
s clock
date '+%s.%N %z'
read -r uptime _ </proc/uptime && printf '%s\\n' "$uptime"
s boot
tail -n 6 /proc/stat
s kernel
read -r line </proc/sys/kernel/osrelease && printf '%s\\n' "$line"
read -r line </proc/sys/kernel/random/boot_id && printf '%s\\n' "$line"
s users
while IFS=: read -r name _ uid _; do printf '%s %s\\n' "$uid" "$name"; done </etc/passwd
`

/**
 * All processes. \`cat\` writes its own environment between the files that it copies: nothing else holds the boundary, so
 * whatever a command line contains, it cannot end its own chunk. \`ls\` must quote: a path may hold a line break.
 */
export const processesPart = `
quote=
for flag in Q b q; do ls -ld$flag / >/dev/null 2>&1 && { quote=$flag; break; }; done
set -- /proc/[0-9]*
s observer "$$"
s processes
master=; masteruid=; me=
for p; do
  uid=-; name=
  [ -r "$p/status" ] && while read -r key first second _; do
    case $key in
      Name:) name=$first ;;
      Uid:) uid=$second; break ;;
    esac
  done <"$p/status"
  printf '%s %s\\n' "\${p#/proc/}" "$uid"
  [ "$p" = "/proc/$$" ] && me=$uid
  [ "$name" = nginx ] && nginxes="$nginxes $p:$uid"
done
s stat
cat=$(command -v cat)
env -i "E=$B" "$cat" $(for p; do printf ' /proc/self/environ %s/stat /proc/self/environ %s/cmdline' "$p" "$p"; done) /proc/self/environ 2>/dev/null | head -c ${bounds.processes}
if [ -n "$quote" ]; then
  links=$(ls -lnd$quote $(for p; do printf ' %s/exe %s/cwd %s/ns/net' "$p" "$p" "$p"; done) 2>/dev/null | head -c ${bounds.links})
  s links
  printf '%s\\n' "$links"
  s descriptors
  ls -ln$quote /proc/self/fd $(for p; do printf ' %s/fd' "$p"; done) 2>/dev/null | head -c ${bounds.descriptors}
fi
`

/**
 * Listening sockets of our own network namespace, as the kernel and as ss shows them, and of each other one that the promised
 * app runs in. Who shares the machine in a namespace of his own (a container beside a server on the host) is none of ours.
 */
export function socketsPart({ app }: Promises): string {
  // A shell drops the NULs between the words of a command line.
  const command = app?.arguments.join('') ?? ''
  return `
table() { s "$1" "$2"; head -c ${bounds.sockets} "/proc/$2/net/$1" 2>/dev/null; }
table tcp self
[ ! -e /proc/self/net/tcp6 ] || table tcp6 self
${command === '' ? '' : foreignNamespaces(command)}
${ssAndGone}`
}

function foreignNamespaces(command: string): string {
  return `
seen=; own=
oldifs=$IFS; IFS='
'
set -f
for line in $links; do
  case $line in *"/proc/$$/ns/net"*' -> '*) own=\${line##*' -> '} ;; esac
done
for line in $links; do
  case $line in */ns/net*' -> '*net:*) ;; *) continue ;; esac
  namespace=\${line##*' -> '}; pid=\${line#*/proc/}; pid=\${pid%%/*}
  case $pid in ''|*[!0-9]*) continue ;; esac
  case "$own $seen " in *"$namespace "*) continue ;; esac
  command=; IFS= read -r command <"/proc/$pid/cmdline"
  case $command in *${shellQuote(command)}) ;; *) continue ;; esac
  seen="$seen $namespace"
  table tcp "$pid"
  table tcp6 "$pid"
done 2>/dev/null
set +f
IFS=$oldifs`
}

const ssAndGone = `
if ss=$(command -v ss); then
  s ss
  { "$ss" -Hltnp; printf '\\nexit %s\\n' "$?"; } | head -c ${bounds.sockets}
fi
s gone
for p; do [ -d "$p" ] || printf '%s\\n' "\${p#/proc/}"; done
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

/**
 * nginx's own opinion of its configuration, and the configuration. It stands last: a name in it that does not resolve may
 * hold it up. The options of the running master are taken over, if the master belongs to us: a test loads modules. What nginx
 * rejects it does not print; then the usual files are copied.
 */
export const nginxPart = `
nginx=$(command -v nginx)
conf=; prefix=
for entry in $nginxes; do
  p=\${entry%%:*}; uid=\${entry##*:}
  [ "$uid" = "$me" ] || continue
  title=
  read -r title <"$p/cmdline"
  case $title in 'nginx: master process '*) ;; *) continue ;; esac
  [ -n "$nginx" ] || nginx=$p/exe
  set -f
  previous=
  for word in $title; do
    case "$previous $word" in '-c /'*) conf=$word ;; '-p /'*) prefix=$word ;; esac
    previous=$word
  done
  set +f
  break
done 2>/dev/null
if [ -n "$nginx" ]; then
  # Not busybox's: it leaves a child that holds the pipe open for a second, and a zombie.
  limit=; timeout --version >/dev/null 2>&1 && limit='timeout 1'
  s nginx-said
  exec 3>&1
  dump=$({ $limit "$nginx" -V -T \${conf:+-c "$conf"} \${prefix:+-p "$prefix"} 2>&3; s nginx-exit "$?" >&3; } | head -c ${bounds.config})
  exec 3>&-
  oldifs=$IFS; IFS='
'
  set -f
  set --
  for line in $dump; do
    case $line in '# configuration file /'*:) line=\${line#'# configuration file '}; set -- "$@" "\${line%:}"; [ "$#" -lt 64 ] || break ;; esac
  done
  set +f
  IFS=$oldifs
  if [ "$#" -gt 0 ]; then
    s nginx-files
    stat -L -c '${statFormat}' -- "$@" 2>/dev/null
    s nginx-dump
    printf '%s\\n' "$dump"
  else
    [ -n "$conf" ] || for conf in /etc/nginx/nginx.conf /usr/local/nginx/conf/nginx.conf /usr/local/etc/nginx/nginx.conf; do [ ! -r "$conf" ] || break; done
    folder=\${conf%/*}
    count=0
    set --
    for path in "$conf" "$folder"/conf.d/*.conf "$folder"/sites-enabled/* "$folder"/snippets/*.conf "$folder"/modules-enabled/*.conf; do
      [ -f "$path" ] && [ -r "$path" ] || continue
      case $path in *'
'*) continue ;; esac
      count=$((count + 1)); [ "$count" -le 40 ] || break
      set -- "$@" "$path"
      s nginx-copy "$path"
      head -c 65536 "$path"
    done
    s nginx-files
    [ "$#" -eq 0 ] || stat -L -c '${statFormat}' -- "$@" 2>/dev/null
  fi
fi
`
