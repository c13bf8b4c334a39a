import { readInside } from './inside.ts'
import { lazy } from './lazy.ts'
import { type Listener, listenerTable } from './listeners.ts'
import type { Answer, ReadContext } from './probe.ts'
import { processTable } from './processes.ts'
import type { Process } from './procfs.ts'
import { parseSs, type SsListener } from './sockets.ts'

/**
 * What one look from inside the server saw: processes, listening sockets, the clock. Each fact is worked out when it is asked
 * for, so that one that could not be seen makes only the claims unknown that ask for it.
 */
export class HostLook {
  protected readonly context: ReadContext
  protected readonly look: ReturnType<typeof readInside>
  readonly #table
  readonly #listeners
  readonly #ss

  constructor(answer: Answer, context: ReadContext) {
    this.context = context
    this.look = readInside(answer)
    const { head, sections } = this.look
    this.#table = lazy(() => processTable(sections, head.boundary, { booted: this.#booted() }))
    this.#ss = lazy(() => ssRows(sections.lines('ss')))
    this.#listeners = lazy(() =>
      listenerTable(
        sections,
        this.#table(),
        ({ address, port }) => this.#ss()?.find((row) => row.address === address && row.port === port)?.backlog ?? null,
        context.unseen,
      ),
    )
  }

  /** By pid; without our own shell, and without what ended while we looked. */
  get processes(): readonly Process[] {
    const { processes, complete } = this.#table()
    return complete ? processes : this.cut('the list of processes', processes)
  }

  /** The processes whose command line ends with these words: `-m streamlit run …` after any interpreter. */
  running(words: readonly string[]): readonly Process[] {
    return this.processes.filter(
      ({ command }) =>
        command.length > words.length && words.every((word, index) => command.at(index - words.length) === word),
    )
  }

  process(pid: number): Process | null {
    return this.processes.find((process) => process.pid === pid) ?? null
  }

  /** Listening TCP sockets of the look's own network namespace, and of each other one that the promised app runs in. */
  get listeners(): readonly Listener[] {
    const { listeners, complete } = this.#listeners()
    return complete ? listeners : this.cut('the list of listening sockets', listeners)
  }

  listenersOn(port: number): readonly Listener[] {
    return this.listeners.filter((listener) => listener.port === port)
  }

  /** Processes that hold a listening socket on this port, each once, by pid. */
  ownersOf(port: number): readonly Process[] {
    const owners = new Map(this.listenersOn(port).flatMap(({ owners }) => owners.map((owner) => [owner.pid, owner])))
    return [...owners.values()].sort((a, b) => a.pid - b.pid)
  }

  /** The second view of the same sockets, those of the look's own namespace. Unseen where the server has no `ss`. */
  get ss(): readonly SsListener[] {
    const rows = this.#ss()
    if (rows) return rows
    if (this.look.sections.get('ss'))
      return this.context.unseen('ss-unreadable', '`ss -Hltnp` failed or wrote what cannot be read', [])
    if (this.look.sections.whole)
      return this.context.unseen('binary-missing', 'the server has no `ss` to compare with', [])
    return this.cut('what `ss` says', [])
  }

  /** The server's clock, epoch milliseconds, at some moment of the look. */
  get clock(): number {
    return this.#date()?.at ?? this.cut('the clock', 0)
  }

  /** Milliseconds by which the server's clock is ahead of the runner's; true within `clockUncertainty`. */
  get clockOffset(): number {
    const { started, duration } = this.look.head
    return this.clock - (started + duration / 2)
  }

  /** Milliseconds: half of what the look took, for the clock was read at some moment of it; more where `date` tells whole seconds. */
  get clockUncertainty(): number {
    return this.look.head.duration / 2 + (this.#date()?.coarse ? 500 : 0)
  }

  /** The server's offset from UTC, e.g. `+0800`. */
  get offset(): string {
    return this.#date()?.offset ?? this.cut('the offset of the clock', '')
  }

  /** The same moment by the kernel, at most a second early: differs where `date` is shown another time than the kernel's. */
  get kernelClock(): number {
    const booted = this.#kernelBoot()
    const uptime = this.#date()?.uptime
    return booted === null || uptime === undefined ? this.cut("the kernel's clock", 0) : booted + uptime
  }

  /** How the look went: the runner's clock at its start (epoch ms) and its length (ms) bound the server's clock. */
  get head(): ReturnType<typeof readInside>['head'] {
    return this.look.head
  }

  /** Effective user of the look; it sees everything only as 0. */
  get uid(): number | null {
    const observer = this.look.sections.get('observer')?.argument
    const line = this.look.sections.lines('processes')?.find((row) => row.split(' ')[0] === observer)
    const uid = Number(line?.split(' ')[1])
    return Number.isSafeInteger(uid) ? uid : null
  }

  /** Network namespace in which the look was taken; null when unreadable. */
  get netNamespace(): string | null {
    return this.#table().netNamespace
  }

  get kernel(): { readonly release: string | null; readonly bootId: string | null } {
    const [release = null, bootId = null] = this.look.sections.lines('kernel') ?? []
    return { release, bootId }
  }

  /** nginx as it runs: masters (one, as a rule), workers that serve, and workers that a reload told to leave. */
  get nginxProcesses(): {
    readonly masters: readonly Process[]
    readonly workers: readonly Process[]
    readonly leaving: readonly Process[]
  } {
    const titled = (title: string) =>
      this.processes.filter(
        ({ command, program }) => command[0]?.startsWith(title) && (program === null || program.startsWith('nginx')),
      )
    const workers = titled('nginx: worker process')
    const leaves = ({ command }: Process) => command[0]?.includes('shutting down') === true
    return {
      masters: titled('nginx: master process'),
      workers: workers.filter((worker) => !leaves(worker)),
      leaving: workers.filter(leaves),
    }
  }

  /**
   * Text of a section that shows a file; empty when the file is not there. Unseen when it may not be read.
   *
   * @param what for people, e.g. `the log of the app`.
   */
  protected content(section: string, what: string): string {
    const found = this.look.sections.get(section)
    if (!found) return this.cut(what, '')
    if (found.argument === 'hidden')
      return this.context.unseen('permission', `${what} may not be read by this look`, '')
    return found.data.toString('utf8')
  }

  /** A part that the look did not come to. */
  protected cut<T>(what: string, fallback: T): T {
    const { timedOut, truncated, duration, exitCode } = this.look.head
    const why = timedOut
      ? `the look ran into its budget after ${duration} ms`
      : truncated
        ? 'there was more output than a look keeps'
        : `the look did not show it (exit ${exitCode ?? 'by a signal'})`
    return this.context.unseen('look-cut', `${what} was not seen: ${why}`, fallback)
  }

  #date(): { readonly at: number; readonly coarse: boolean; readonly offset: string; readonly uptime: number } | null {
    const [date = '', uptime = ''] = this.look.sections.lines('clock') ?? []
    const match = /^(\d{1,12})(?:\.(\d{9}|%?N))? ([+-]\d{4})$/.exec(date)
    if (!match?.[1] || !match[3] || !/^\d{1,12}(\.\d+)?$/.test(uptime)) return null
    // busybox knows no %N: then it is the middle of the second that it tells.
    const coarse = !/^\d{9}$/.test(match[2] ?? '')
    const milliseconds = coarse ? 500 : Math.floor(Number(match[2]) / 1e6)
    return { at: Number(match[1]) * 1000 + milliseconds, coarse, offset: match[3], uptime: Number(uptime) * 1000 }
  }

  #kernelBoot(): number | null {
    const line = this.look.sections.lines('boot')?.find((row) => row.startsWith('btime '))
    const seconds = Number(line?.slice(6))
    return Number.isSafeInteger(seconds) ? seconds * 1000 : null
  }

  /** To the hundredth of a second by `date` and the uptime; by the kernel alone where `date` tells another time. */
  #booted(): number {
    const date = this.#date()
    const kernel = this.#kernelBoot()
    if (!date) return kernel ?? 0
    const booted = date.at - date.uptime
    return kernel !== null && Math.abs(kernel - booted) > 2000 ? kernel : booted
  }
}

function ssRows(lines: readonly string[] | null): readonly SsListener[] | null {
  return lines?.at(-1) === 'exit 0' ? parseSs(lines.slice(0, -1)) : null
}
