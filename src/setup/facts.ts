import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { searchEngine } from './engine.ts'
import { runningDaemon } from './leftovers.ts'
import type { Facts } from './plan-engine.ts'
import { systemOf } from './system.ts'

/** Looks at the machine: what answers, what is installed, who we are. */
export async function gatherFacts(): Promise<Facts> {
  const found = await searchEngine()
  const root = process.getuid?.() === 0
  return {
    ...found,
    system: systemOf(process.platform, textOf('/etc/os-release')),
    root,
    dockerd: onPath('dockerd'),
    podman: onPath('podman'),
    services: services(),
    running: found.engine ? null : await runningDaemon(),
  }
}

/** Full path of a command, or null. Looks where daemons are as well, which is not on everybody's PATH. */
export function onPath(command: string, path = process.env.PATH ?? ''): string | null {
  for (const folder of [...path.split(':'), '/usr/sbin', '/sbin', '/usr/local/sbin']) {
    const file = join(folder, command)
    try {
      if (folder === '') continue
      accessSync(file, constants.X_OK)
      return file
    } catch {}
  }
  return null
}

function services(): Facts['services'] {
  if (existsSync('/run/systemd/system')) return 'systemd'
  if (existsSync('/run/openrc') && existsSync('/etc/init.d/docker')) return 'openrc'
  if (existsSync('/etc/init.d/docker')) return 'sysv'
  return null
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
