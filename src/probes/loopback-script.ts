import { shellQuote } from './shell-quote.ts'

/** What to fetch from inside the server. */
export interface Fetch {
  readonly host: string
  readonly port: number
  readonly path: string
}

/** Seconds for one fetch. */
const patience = '1.5'
/** Octets kept of one response. */
const largest = 262_144

/** Exit codes of curl; the other ways are made to use them as well. 124 is `timeout`'s. */
export const exits = { refused: 7, silent: 28, late: 124, empty: 52, reset: 56 } as const

/**
 * By hand it is HTTP/1.0: the response then ends where the connection does, and is never chunked. bash ends itself when a
 * connection fails; nc tells by its exit code alone that nobody listened.
 */
const byBash = `exec 3<>"/dev/tcp/$1/$2" || exit ${exits.refused}
printf "%s" "$3" >&3
cat <&3 || exit ${exits.reset}`

const byPython = `import socket, sys, time
end = time.monotonic() + ${patience}
try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])), ${patience})
    s.sendall(sys.argv[3].encode())
    while True:
        s.settimeout(max(0.001, end - time.monotonic()))
        data = s.recv(65536)
        if not data:
            break
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
except ConnectionRefusedError:
    sys.exit(${exits.refused})
except TimeoutError:
    sys.exit(${exits.silent})
except ConnectionError:
    sys.exit(${exits.reset})`

/**
 * Shell that fetches at once, with the first tool that the server has. Sections: `tool NAME`, `response INDEX` (bytes as they
 * came), `exit INDEX CODE`, which is missing where there was more than is kept.
 */
export function loopbackScript(first: Fetch, second: Fetch, nonce: string): string {
  return `
works() {
  command -v "\${1%% *}" >/dev/null 2>&1 || return 1
  case $1 in
    # Whether this bash was built with /dev/tcp shows without any peer by its sister for UDP.
    bash) bash -c 'exec 3<>/dev/udp/127.0.0.1/9' 2>/dev/null ;;
    # busybox has a wget that cannot show the response's head.
    wget) wget --version >/dev/null 2>&1 ;;
  esac
}
tool=
for name in curl bash wget nc 'busybox nc' python3; do
  works "$name" && { tool=$name; break; }
done
s tool "$tool"
# Not busybox's: it leaves a child that holds the pipe open, and a zombie.
limit=; timeout --version >/dev/null 2>&1 && limit='timeout ${patience}'
# HOST PORT PATH AUTHORITY
fetch() {
  request=$(printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\nX-Evidence-Nonce: ${nonce}\\r\\nConnection: close\\r\\n\\r\\n.' "$3" "$4")
  request=\${request%.}
  case $tool in
    curl) curl -q -sS -i --http1.1 --noproxy '*' --max-time ${patience} -H ${shellQuote(`X-Evidence-Nonce: ${nonce}`)} "http://$4$3" ;;
    bash) $limit bash -c ${shellQuote(byBash)} bash "$1" "$2" "$request" ;;
    wget) $limit wget -q -O - --no-config --no-proxy --save-headers --content-on-error --max-redirect=0 --tries=1 --timeout=${patience} --header=${shellQuote(`X-Evidence-Nonce: ${nonce}`)} "http://$4$3" ;;
    python3) python3 -I -c ${shellQuote(byPython)} "$1" "$2" "$request" ;;
    *nc) printf '%s' "$request" | $limit $tool -w 2 "$1" "$2" ;;
  esac
}
one() {
  s response "$1"
  index=$1; shift
  { fetch "$@"; s exit "$index $?"; } | head -c ${largest}
}
# The second waits in the pipe until the first has been written; both are under way at once.
[ -z "$tool" ] || one 1 ${words(second)} | { one 0 ${words(first)}; cat; }
`
}

function words({ host, port, path }: Fetch): string {
  return [host, String(port), path, authorityOf({ host, port })].map(shellQuote).join(' ')
}

export function authorityOf({ host, port }: Pick<Fetch, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
