/** The base image where nobody chose another one. */
export const usualBase = 'debian:trixie-slim'

/**
 * The Debian release behind a name such as `debian:trixie-slim`; null where the image cannot be bootstrapped from packages
 * (another distribution, `latest`, a dated or numbered tag, a digest).
 */
export function suiteOf(reference: string): string | null {
  const match = /^(?:docker\.io\/)?(?:library\/)?debian:([a-z]+)(?:-slim)?$/.exec(reference)
  const suite = match?.[1] ?? null
  return suite === 'latest' ? null : suite
}

/**
 * Where mmdebstrap takes packages from: nothing (its own default) or, with `APT_MIRROR`, that host in the place of the usual one.
 *
 * @param mirror host with an optional path (`mirror.example`, `mirror.example/linux`) or a URL.
 */
export function mirrorLines(suite: string, mirror: string | undefined): readonly string[] {
  if (!mirror) return []
  const root = (mirror.includes('://') ? mirror : `http://${mirror}`).replace(/\/+$/, '')
  const main = `deb ${root}/debian ${suite} main`
  if (suite === 'sid' || suite === 'unstable') return [main]
  return [main, `deb ${root}/debian ${suite}-updates main`, `deb ${root}/debian-security ${suite}-security main`]
}
