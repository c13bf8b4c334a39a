/** How an entry of the password file is hashed. `unknown`: nothing that nginx documents. */
export type PasswordScheme =
  | 'bcrypt'
  | 'apr1'
  | 'sha1'
  | 'ssha'
  | 'sha256'
  | 'sha512'
  | 'yescrypt'
  | 'md5'
  | 'crypt'
  | 'plain'
  | 'unknown'

/** An entry of the password file, without salt and hash: those never leave the server. */
export interface PasswordEntry {
  readonly user: string
  readonly scheme: PasswordScheme
  /** bcrypt's cost, the binary logarithm of its rounds; null for schemes that have none. */
  readonly cost: number | null
}

const schemes: readonly PasswordScheme[] = [
  'bcrypt',
  'apr1',
  'sha1',
  'ssha',
  'sha256',
  'sha512',
  'yescrypt',
  'md5',
  'crypt',
  'plain',
  'unknown',
]

/**
 * Shell that names the scheme of each entry of the file in `$1`: `SCHEME COST USER`, one a line, 200 at most. Only that
 * leaves the server: a hash is a secret, and so is what stands in a line that has no colon.
 */
export const passwordsScript = `passwords() {
  n=0
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in '#'*) continue ;; *:*) ;; *) continue ;; esac
    [ "$n" -lt 200 ] || break
    n=$((n + 1))
    u=\${line%%:*}; h=\${line#*:}; cost=-
    case $h in
      '$2'[abxy]'$'[0-9][0-9]'$'*) scheme=bcrypt; cost=\${h#'$2'?'$'}; cost=\${cost%%'$'*} ;;
      '$apr1$'*) scheme=apr1 ;;
      '{SHA}'*) scheme=sha1 ;;
      '{SSHA}'*) scheme=ssha ;;
      '{PLAIN}'*) scheme=plain ;;
      '$5$'*) scheme=sha256 ;;
      '$6$'*) scheme=sha512 ;;
      '$y$'*) scheme=yescrypt ;;
      '$1$'*) scheme=md5 ;;
      *[!./0-9A-Za-z:]*) scheme=unknown ;;
      ?????????????|?????????????:*) scheme=crypt ;;
      *) scheme=unknown ;;
    esac
    printf '%s %s %s\\n' "$scheme" "$cost" "$u"
  done <"$1"
}`

/** Lines of `passwordsScript`. */
export function parsePasswords(lines: readonly string[]): readonly PasswordEntry[] {
  const entries: PasswordEntry[] = []
  for (const line of lines) {
    const match = /^([a-z0-9]+) (\d\d|-) (.*)$/.exec(line)
    const scheme = schemes.find((known) => known === match?.[1])
    if (!match || !scheme) continue
    entries.push({ user: match[3] ?? '', scheme, cost: match[2] === '-' ? null : Number(match[2]) })
  }
  return entries
}
