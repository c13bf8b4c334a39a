import { statFormat } from './files.ts'

/** Octets of configuration that are kept. */
const largest = 500_000

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
  dump=$({ $limit "$nginx" -V -T \${conf:+-c "$conf"} \${prefix:+-p "$prefix"} 2>&3; s nginx-exit "$?" >&3; } | head -c ${largest})
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
