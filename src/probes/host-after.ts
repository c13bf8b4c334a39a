import { posix } from 'node:path'
import type { Target } from '../targets/target.ts'
import { type AccessLog, parseAccessLog } from './access-log.ts'
import { nonceLinesPart, sightPart, tailPart } from './disk-script.ts'
import { HostLook } from './host-facts.ts'
import { clockPart, processesPart, socketsPart } from './host-script.ts'
import { insideByHand, lookInside } from './inside.ts'
import type { Answer, Probe, ReadContext } from './probe.ts'
import { parseScriptLog, type ScriptLine } from './script-log.ts'
import { shellLine } from './shell-quote.ts'

/** The closing look: a second sample of the processes and sockets, and what the run left in the logs. */
export class HostAfterFacts extends HostLook {
  /** The requests of this run, by its nonce, in the access log's order; empty when the log is not there. */
  get accessLog(): AccessLog {
    const lines = this.content('access-log', 'the access log').split('\n')
    // A log may be rotated or cut at its beginning; what lacks the nonce is not of this run.
    return parseAccessLog(lines.filter((line) => line.includes(this.context.nonce)))
  }

  /** The end of the health check's log, 64 kB at most, as text and as lines in its form. */
  get scriptLog(): { readonly text: string; readonly lines: readonly ScriptLine[] } {
    const text = this.content('script-log', "the health check's log")
    return { text, lines: parseScriptLog(text) }
  }

  /** The end of the app's log, 64 kB at most. */
  get appLog(): string {
    return this.content('app-log', "the app's log")
  }

  /** The end of nginx's error log, 64 kB at most. */
  get errorLog(): string {
    return this.content('error-log', "nginx's error log")
  }
}

/** The closing look at the host, after all that the run did to it. */
export const hostAfter: Probe<Record<never, never>, HostAfterFacts> = {
  name: 'hostAfter',
  wave: 'closing',
  vantage: 'inside',

  look(_request, context): Promise<Answer> {
    const { app, accessLog, script } = context.target.promises
    const parts = [
      sightPart,
      clockPart,
      processesPart,
      socketsPart(context.target.promises),
      accessLog ? nonceLinesPart('access-log', accessLog.file, context.nonce) : '',
      script ? tailPart('script-log', script.log) : '',
      app ? tailPart('app-log', app.log) : '',
      tailPart('error-log', errorLogOf(context.target)),
    ]
    return lookInside(context, parts.join('\n'))
  },

  read: (answer: Answer, _request, context: ReadContext) => new HostAfterFacts(answer, context),

  byHand(_request, target: Target): string {
    const { app, accessLog, script } = target.promises
    const logs = [accessLog?.file, script?.log, app?.log, errorLogOf(target)].filter((path) => path !== undefined)
    return insideByHand(target.inside, `ps -eo pid,stat,lstart,args; tail -n 20 ${shellLine(logs)}`)
  },
}

/** Debian's place, or beside the access log. */
function errorLogOf(target: Target): string {
  const { accessLog } = target.promises
  return accessLog ? posix.join(posix.dirname(accessLog.file), 'error.log') : '/var/log/nginx/error.log'
}
