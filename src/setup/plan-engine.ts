import { type Engine, type Tried, whatWasTried } from './engine.ts'
import { installLine, type System } from './system.ts'

/** What was found of the machine; gathered in one go, judged by `planEngine` alone. */
export interface Facts {
  readonly engine: Engine | null
  readonly tried: readonly Tried[]
  readonly system: System
  readonly root: boolean
  /** Path of dockerd, null where it is not installed. */
  readonly dockerd: string | null
  /** Path of podman, null where it is not installed. */
  readonly podman: string | null
  /** What starts services here; null: nothing does (a container, a sandbox), so we start the daemon ourselves. */
  readonly services: 'systemd' | 'openrc' | 'sysv' | null
  /** Process id of a dockerd that runs although no engine answers, else null. */
  readonly running: number | null
}

export type EnginePlan =
  | { readonly do: 'use'; readonly engine: Engine }
  /** A service manager is asked first, where there is one. */
  | { readonly do: 'start dockerd'; readonly dockerd: string; readonly services: Facts['services'] }
  | { readonly do: 'start podman'; readonly podman: string }
  /** The daemon runs and does not answer yet: give it time, touch nothing. */
  | { readonly do: 'wait'; readonly pid: number }
  | { readonly do: 'install' }
  | { readonly do: 'tell'; readonly message: string }

const then = 'and then: npm run setup'

/** Decides how to come to an engine. Pure: every case can be tried without a machine of that kind. */
export function planEngine(facts: Facts): EnginePlan {
  const { engine, tried, system, root, dockerd, podman, services, running } = facts
  if (engine) return { do: 'use', engine }
  const seen = whatWasTried(tried)

  const named = tried.find((place) => place.named)
  if (named && !isSystemSocket(named.host))
    return tell(
      `${named.from} names the engine to use, and it does not answer${seen}. Start it, or unset the variable so that setup looks elsewhere, ${then}`,
    )
  const denied = tried.find((place) => place.outcome === 'denied')
  if (denied)
    return tell(
      `An engine listens at ${denied.host}, but this user may not speak to it. Type: sudo usermod -aG docker "$USER" && newgrp docker, ${then}`,
    )

  if (dockerd && running !== null) return { do: 'wait', pid: running }
  if (dockerd && root) return { do: 'start dockerd', dockerd, services }
  if (podman && !named) return { do: 'start podman', podman }
  if (dockerd) return tell(`Docker is installed and does not run${seen}. Type: ${startLine(services)}, ${then}`)

  if (system.family === 'debian' && root) return { do: 'install' }
  const line = installLine(system.family, root)
  if (line === null)
    return tell(
      `No container engine is installed, and setup does not know how to install one on ${system.name}. Install Docker Engine 20.10 or newer, or Podman 4 or newer, start it, ${then}`,
    )
  const why = system.family === 'debian' ? 'setup installs one only as root' : `setup installs none on ${system.name}`
  return tell(`No container engine is installed, and ${why}. Type: ${line}, ${then}`)
}

/** The socket that the daemon which we would start listens on. */
function isSystemSocket(host: string): boolean {
  return host === 'unix:///var/run/docker.sock' || host === 'unix:///run/docker.sock'
}

function startLine(services: Facts['services']): string {
  switch (services) {
    case 'systemd':
      return 'sudo systemctl start docker'
    case 'openrc':
      return 'sudo rc-service docker start'
    case 'sysv':
      return 'sudo service docker start'
    case null:
      return 'sudo sh -c "dockerd >/var/log/dockerd.log 2>&1 &"'
  }
}

function tell(message: string): EnginePlan {
  return { do: 'tell', message }
}
