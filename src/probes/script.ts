import type { Target } from '../targets/target.ts'
import { insideByHand, lookInside, readInside } from './inside.ts'
import { type Answer, Blind, type Probe, type ReadContext } from './probe.ts'
import { type DingtalkWord, dingtalkOf, parseScriptLog, type ScriptLine, verdictOf } from './script-log.ts'
import { shellLine } from './shell-quote.ts'

/** What the health check script said when we ran it. */
export interface ScriptFacts {
  /** 0 HEALTHY, 1 DEGRADED, 2 notifier failed; null when it had not ended. */
  readonly exitCode: number | null
  /** It was still running when the look's time was up. */
  readonly timedOut: boolean
  readonly verdict: 'HEALTHY' | 'DEGRADED' | null
  /** Lines in its log's form, those on standard error after those on standard output. */
  readonly lines: readonly ScriptLine[]
  /** It told this run's nonce: what it wrote is of now, and of us. */
  readonly nonceSeen: boolean
  /** What it says that DingTalk answered. */
  readonly dingtalk: DingtalkWord
  /** The server's clock before and after it, epoch milliseconds. */
  readonly clockBefore: number
  readonly clockAfter: number
  /** By the runner's clock, the way in and out included: an upper bound. */
  readonly durationMs: number
  /** All that it wrote: standard output, then standard error. */
  readonly output: string
}

/** Milliseconds that are kept for what comes after the script. */
const margin = 300

/** Runs the promised health check script inside the server, with the run's nonce in its environment. */
export const script: Probe<Record<never, never>, ScriptFacts> = {
  name: 'script',
  wave: 'network',
  vantage: 'inside',

  async look(_request, context): Promise<Answer> {
    const command = context.target.promises.script?.command
    if (!command) throw new Blind('not-promised', 'the target promises no health check script')
    const seconds = (Math.max(200, context.budget - margin) / 1000).toFixed(1)
    return await lookInside(
      context,
      `
# Not busybox's: it leaves a child that holds the pipe open, and a zombie.
limit=; timeout --version >/dev/null 2>&1 && limit='timeout -k 1 ${seconds}'
s before
date '+%s.%N'
s output
EVIDENCE_NONCE=${context.nonce} $limit ${shellLine(command)}
s exit "$?" "$limit"
s after
date '+%s.%N'
`,
    )
  },

  read(answer: Answer, _request, context: ReadContext): ScriptFacts {
    const { head, sections } = readInside(answer)
    const stdout = (sections.get('output') ?? sections.torn('output'))?.data.toString('utf8') ?? ''
    const stderr = Buffer.from(answer.bodies.stderr ?? []).toString('utf8')
    const lines = [...parseScriptLog(stdout), ...parseScriptLog(stderr)]
    const [code, limit] = sections.get('exit')?.argument.split(' ') ?? []
    const late = code === undefined ? head.timedOut : code === '124' && limit === 'timeout'
    const exitCode = code === undefined || late ? null : Number(code)
    const moment = (name: 'before' | 'after') => {
      const seconds = /^(\d{1,12})(?:\.(\d{9}))?/.exec(sections.text(name) ?? '')
      if (!seconds?.[1]) return context.unseen('look-cut', `the server's clock ${name} the script was not seen`, 0)
      return Number(seconds[1]) * 1000 + Math.floor(Number(seconds[2] ?? 0) / 1e6)
    }
    // Cut off by something else than its own slowness, it has not said its last word: what it did not say is unseen.
    const seen = <T>(value: T): T => {
      if (code !== undefined || late) return value
      return context.unseen(
        'look-cut',
        `the script's end was not seen: the look ended with ${head.exitCode ?? 'a signal'}`,
        value,
      )
    }
    return {
      get exitCode() {
        return seen(exitCode)
      },
      timedOut: late,
      get verdict() {
        return seen(verdictOf(lines))
      },
      get lines() {
        return seen(lines)
      },
      get nonceSeen() {
        return seen(lines.some(({ text }) => text.includes(context.nonce)))
      },
      get dingtalk() {
        return seen(dingtalkOf(lines))
      },
      get clockBefore() {
        return moment('before')
      },
      get clockAfter() {
        return moment('after')
      },
      durationMs: head.duration,
      get output() {
        return seen(stdout + stderr)
      },
    }
  },

  byHand(_request, target: Target): string {
    return insideByHand(
      target.inside,
      `EVIDENCE_NONCE=by-hand ${shellLine(target.promises.script?.command ?? ['true'])}`,
    )
  },
}
