import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What of the host's settings goes into a build. */
export interface BuildSettings {
  /** Names of build arguments. Their values are in `env`, never on the command line: a proxy's or index's URL may hold a password. */
  readonly names: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** True where a proxy listens on this machine's own loopback, which a build only reaches in the host's network. */
  readonly hostNetwork: boolean
}

const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy']
const others = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_TRUSTED_HOST', 'APT_MIRROR']
const pipOptions = {
  'index-url': 'PIP_INDEX_URL',
  'extra-index-url': 'PIP_EXTRA_INDEX_URL',
  'trusted-host': 'PIP_TRUSTED_HOST',
}

/** Reads proxies, index and mirror from the environment, pip's also from its configuration files. */
export function buildSettings(
  env: Readonly<Record<string, string | undefined>> = process.env,
  read: (path: string) => string | null = textOf,
): BuildSettings {
  const found: Record<string, string> = {}
  for (const [option, name] of Object.entries(pipOptions)) {
    const value = pipFiles(env)
      .map((path) => pipOption(read(path) ?? '', option))
      .findLast((setting) => setting !== null)
    if (value) found[name] = value
  }
  // The environment wins over the files, as it does for pip.
  for (const name of [...proxies, ...others]) {
    const value = env[name]
    if (value) found[name] = value
  }
  const hostNetwork = proxies.some(
    (name) =>
      !/^no_/i.test(name) &&
      /^([a-z0-9]+:\/\/)?([^@/]*@)?(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/i.test(found[name] ?? ''),
  )
  return { names: Object.keys(found), env: found, hostNetwork }
}

/** In the order in which pip lets the later one win. */
function pipFiles(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const home = env.HOME ?? homedir()
  if (env.PIP_CONFIG_FILE) return ['/etc/pip.conf', env.PIP_CONFIG_FILE]
  return [
    '/etc/pip.conf',
    join(home, '.pip/pip.conf'),
    join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'pip/pip.conf'),
  ]
}

/** A setting of `[global]` or `[install]`, several lines joined by blanks. */
export function pipOption(text: string, option: string): string | null {
  let section = ''
  let current = ''
  const values: string[] = []
  for (const line of text.split('\n')) {
    const heading = /^\[(.+)\]\s*$/.exec(line)
    const setting = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(line)
    if (heading) [section, current] = [heading[1] ?? '', '']
    else if (/^\s*[#;]/.test(line)) continue
    else if (setting) {
      current = (setting[1] ?? '').replaceAll('_', '-')
      if (wanted()) values.push(setting[2] ?? '')
    } else if (wanted()) values.push(line)
  }
  function wanted() {
    return current === option && (section === 'global' || section === 'install')
  }
  const value = values
    .map((one) => one.trim())
    .join(' ')
    .trim()
  return value === '' ? null : value
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
