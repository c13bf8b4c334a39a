/** What kind of system this is, as far as commands for it differ. */
export interface System {
  readonly family: 'debian' | 'fedora' | 'rhel' | 'arch' | 'alpine' | 'suse' | 'macos' | 'other'
  /** `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string
}

/** Reads /etc/os-release (absent on macOS) and Node's platform. */
export function systemOf(platform: string, osRelease: string | null): System {
  if (platform === 'darwin') return { family: 'macos', name: 'macOS' }
  const fields = new Map(
    (osRelease ?? '')
      .split('\n')
      .map((line) => /^([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(.*))$/.exec(line.trim()))
      .filter((match) => match !== null)
      .map((match) => [match[1], match[2] ?? match[3] ?? match[4] ?? '']),
  )
  const words = [fields.get('ID') ?? '', ...(fields.get('ID_LIKE') ?? '').split(/\s+/)]
  const family = words.map((word) => families[word]).find((known) => known !== undefined) ?? 'other'
  return { family, name: fields.get('PRETTY_NAME') ?? fields.get('NAME') ?? platform }
}

const families: Readonly<Record<string, System['family']>> = {
  debian: 'debian',
  ubuntu: 'debian',
  fedora: 'fedora',
  rhel: 'rhel',
  centos: 'rhel',
  arch: 'arch',
  alpine: 'alpine',
  suse: 'suse',
  opensuse: 'suse',
}

/** The line that installs and starts an engine on this system, ready to be typed; null where we know none. */
export function installLine(family: System['family'], root: boolean): string | null {
  const sudo = root ? '' : 'sudo '
  // A user who is not root may use the engine only as a member of its group, from the next login on.
  const join = root ? '' : ` && ${sudo}usermod -aG docker "$USER" && newgrp docker`
  switch (family) {
    case 'debian':
      return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends docker.io iptables mmdebstrap${join}`
    case 'fedora':
      return `${sudo}dnf install -y moby-engine && ${sudo}systemctl enable --now docker${join}`
    case 'rhel':
      return root
        ? 'dnf install -y podman && systemctl enable --now podman.socket'
        : 'sudo dnf install -y podman && systemctl --user enable --now podman.socket'
    case 'arch':
      return `${sudo}pacman -S --needed docker && ${sudo}systemctl enable --now docker${join}`
    case 'suse':
      return `${sudo}zypper install -y docker && ${sudo}systemctl enable --now docker${join}`
    case 'alpine':
      return root
        ? 'apk add docker && rc-update add docker && rc-service docker start'
        : 'doas apk add docker && doas rc-service docker start && doas addgroup "$USER" docker && newgrp docker'
    case 'macos':
      return 'brew install colima docker && colima start'
    case 'other':
      return null
  }
}
