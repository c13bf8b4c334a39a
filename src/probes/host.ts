import type { Target } from '../targets/target.ts'
import { parseCertificates } from './certificates.ts'
import { filesPart, sightPart, tailPart, versionsPart } from './disk-script.ts'
import { absentFile, type FileFacts, parseFiles } from './files.ts'
import { HostLook } from './host-facts.ts'
import { clockPart, processesPart, socketsPart } from './host-script.ts'
import { insideByHand, lookInside } from './inside.ts'
import type { CertificateFacts } from './net/certificate.ts'
import { filesOfDump, type NginxConfig, parseNginxConfig } from './nginx-config.ts'
import { nginxPart } from './nginx-script.ts'
import { type PasswordEntry, parsePasswords } from './passwords.ts'
import type { Answer, Probe, ReadContext } from './probe.ts'

/** nginx's opinion of the configuration on disk. */
export interface NginxTest {
  /** Of `nginx -t`: 0 when it would take the configuration. */
  readonly exitCode: number
  readonly output: string
}

export interface Versions {
  /** As nginx says it: `nginx/1.26.3`. */
  readonly nginx: string | null
  /** Of the Python that Streamlit is installed for: `3.13`. */
  readonly python: string | null
  readonly streamlit: string | null
}

/** The opening look: the processes and sockets, and what lies on disk. */
export class HostFacts extends HostLook {
  /** What the password file promised holds, without salt and hash; empty when the file is not there. */
  get passwordEntries(): readonly PasswordEntry[] {
    return parsePasswords(this.content('passwords', 'the password file').split('\n'))
  }

  /** Certificates in the promised certificate file, in its order; empty when the file is not there. */
  get certificates(): readonly CertificateFacts[] {
    return parseCertificates(this.content('certificates', 'the certificate file'))
  }

  /** The end of the app's log, 64 kB at most; empty when the file is not there. */
  get appLog(): string {
    return this.content('app-log', "the app's log")
  }

  /** Files that the promises name and those of nginx's configuration, by path; hidden ones are left out. */
  get files(): ReadonlyMap<string, FileFacts> {
    const { sections } = this.look
    const absent = [...this.#sight()]
      .filter(([, state]) => state === 'absent')
      .map(([path]) => [path, absentFile(path)] as const)
    return new Map([
      ...absent,
      ...parseFiles(sections.lines('nginx-files') ?? [], []),
      ...parseFiles(sections.lines('files') ?? [], sections.lines('digests') ?? []),
    ])
  }

  /** One file of those. Unseen when it lies where this look may not see, or was not looked at. */
  file(path: string): FileFacts {
    const facts = this.files.get(path)
    if (facts) return facts
    const state = this.#sight().get(path)
    if (state === 'hidden')
      return this.context.unseen('permission', `${path} lies where this look may not see`, absentFile(path))
    if (state === 'present')
      return this.context.unseen('permission', `${path} is there, but nothing could be learnt of it`, absentFile(path))
    if (!this.look.sections.get('sight')) return this.cut(path, absentFile(path))
    return this.context.unseen(
      'not-looked-at',
      `${path} is named by no promise, so nobody looked at it`,
      absentFile(path),
    )
  }

  /** Unseen where nginx is missing, where it had no time, and where its refusal may come from our lack of rights. */
  get nginxTest(): NginxTest {
    const { sections } = this.look
    const output = sections.text('nginx-said')
    const exitCode = Number(sections.get('nginx-exit')?.argument ?? Number.NaN)
    const test = { exitCode, output: output ?? '' }
    if (output === null && sections.whole)
      return this.context.unseen('binary-missing', 'there is no nginx to ask', test)
    if (output === null || !Number.isSafeInteger(exitCode)) return this.cut("nginx's test of its configuration", test)
    if (exitCode === 124) return this.context.unseen('deadline', '`nginx -t` took more than 1 s', test)
    if (exitCode === 0) return test
    if (exitCode === 126 || exitCode === 127)
      return this.context.unseen('binary-missing', `nginx could not be run (exit ${exitCode})`, test)
    if (!this.#ownsNginx()) {
      return this.context.unseen(
        'permission',
        `\`nginx -t\` as user ${this.uid ?? 'unknown'} fails for want of rights, whatever the configuration`,
        test,
      )
    }
    return test
  }

  /** The configuration on disk. Where nginx rejects it, the usual files as they lie there. Unseen where neither could be read. */
  get nginxConfig(): NginxConfig {
    const { sections } = this.look
    const dump = sections.get('nginx-dump')
    const copies = sections.all('nginx-copy')
    const files = dump
      ? filesOfDump(dump.data.toString('utf8'))
      : new Map(copies.map(({ argument, data }) => [argument, data.toString('utf8')]))
    const config = parseNginxConfig(files)
    if (dump && sections.get('nginx-exit')?.argument !== '0') {
      return this.context.unseen('too-large', "nginx's configuration is larger than a look keeps", config)
    }
    if (!dump && !sections.whole) return this.cut("nginx's configuration", config)
    if (!dump && !this.#ownsNginx())
      return this.context.unseen('permission', "nginx's configuration may not be read by this look", config)
    if (files.size === 0) return this.context.unseen('binary-missing', "nginx's configuration was not found", config)
    return config
  }

  get versions(): Versions {
    const { sections } = this.look
    const streamlit = /\/python(3[^/]*)\/(?:site|dist)-packages\/streamlit-([^/]+)\.dist-info$/.exec(
      sections.lines('streamlit')?.[0] ?? '',
    )
    return {
      nginx: /^nginx version: (\S+)/m.exec(sections.text('nginx-said') ?? '')?.[1] ?? null,
      python: streamlit?.[1] ?? null,
      streamlit: streamlit?.[2] ?? null,
    }
  }

  #sight(): ReadonlyMap<string, string> {
    const lines = this.look.sections.lines('sight') ?? []
    return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]))
  }

  #ownsNginx(): boolean {
    const { masters } = this.nginxProcesses
    return this.uid === 0 || (masters.length > 0 && masters.every(({ uid }) => uid === this.uid))
  }
}

/** The opening look at the host: one shell inside it, first of all observations. */
export const host: Probe<Record<never, never>, HostFacts> = {
  name: 'host',
  wave: 'opening',
  vantage: 'inside',

  look(_request, context): Promise<Answer> {
    const { promises } = context.target
    const log = promises.app === undefined ? '' : tailPart('app-log', promises.app.log)
    const parts = [
      sightPart,
      clockPart,
      processesPart,
      socketsPart(promises),
      filesPart(promises),
      versionsPart(promises),
      log,
      nginxPart,
    ]
    return lookInside(context, parts.join('\n'))
  },

  read: (answer: Answer, _request, context: ReadContext) => new HostFacts(answer, context),

  byHand(_request, target: Target): string {
    return insideByHand(target.inside, 'ps -eo pid,ppid,stat,lstart,user,args; ss -Hltnp; nginx -T')
  },
}
