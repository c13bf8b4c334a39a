import type { Promises } from '../targets/target.ts'
import { shellQuote } from './shell-quote.ts'

/**
 * Shell for what runs on the host. It needs `/proc`, a POSIX shell and coreutils or busybox; `ss` is used where it is. Every fork
 * costs about a millisecond, so loops use the shell's own words, and one command reads many files.
 */

/** Octets kept of each part; the whole must stay below what a look keeps. */
const bounds = { processes: 1_000_000, links: 400_000, descriptors: 1_000_000, sockets: 131_072 }

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
 * All processes. `cat` writes its own environment between the files that it copies: nothing else holds the boundary, so
 * whatever a command line contains, it cannot end its own chunk. `ls` must quote: a path may hold a line break.
 */
export const processesPart = `
quote=
for flag in Q b q; do ls -ld$flag / >/dev/null 2>&1 && { quote=$flag; break; }; done
set -- /proc/[0-9]*
s observer "$$"
s processes
nginxes=; links=; me=
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
  { ls -ln$quote /proc/self/fd $(for p; do printf ' %s/fd' "$p"; done) 2>/dev/null; printf '\\nwhole\\n'; } | head -c ${bounds.descriptors}
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
