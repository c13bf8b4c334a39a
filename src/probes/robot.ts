import type { Target } from '../targets/target.ts'
import { type HttpOutcome, readHttp } from './net/http-facts.ts'
import { listOf, numberOf, objectOf, type Plain, parseJson, textOf } from './net/plain.ts'
import { hostPort } from './net/way.ts'
import { Blind, type Probe } from './probe.ts'
import { shellQuote } from './shell-quote.ts'

export type RobotRequest = Record<string, never>

/** A message that the robot was sent, and what it answered. Everything but `at` and `errcode` is the sender's. */
interface RobotMessage {
  /** When it came, by the robot's clock, epoch milliseconds. */
  readonly at: number | null
  /** The robot's verdict: 0 for a message that it would have delivered. */
  readonly errcode: number | null
  readonly errmsg: string
  readonly contentType: string
  /** As received. */
  readonly body: string
  /** The body is a JSON object of a known kind with its text. */
  readonly wellFormed: boolean
  readonly kind: 'text' | 'markdown' | null
  /** What people would have read; empty when the body is not well formed. */
  readonly text: string
  /** Null where the target promises no keyword. */
  readonly keywordPresent: boolean | null
}

export interface RobotFacts {
  /** How the question to the stand-in ended. */
  readonly outcome: HttpOutcome
  readonly status: number | null
  /** The robot's clock when it answered, epoch milliseconds. */
  readonly now: number | null
  /** In the order of arrival. */
  readonly messages: readonly RobotMessage[]
}

const mostMessages = 1000

/** What the stand-in of the DingTalk robot received. Not the real one's: that keeps no list for anybody. */
export const robot: Probe<RobotRequest, RobotFacts> = {
  name: 'robot',
  wave: 'closing',
  vantage: 'runner',

  async look(_request, context) {
    const { robot } = context.target
    if (robot === null)
      throw new Blind('not-promised', 'could not ask what the robot received: the target has no stand-in')
    const token = context.secrets.get('robot-admin')
    if (token === undefined)
      throw new Blind('no-token', 'could not ask what the robot received: its token is not known')
    const { lookHttp } = await import('./net/look-http.ts')
    const question = {
      method: 'GET',
      path: pathOf(robot.bot),
      authority: hostPort(robot.endpoint),
      fields: [
        ['user-agent', 'evidence-gate'],
        ['accept', 'application/json'],
        ['authorization', `Bearer ${token}`],
      ],
    } as const
    return await lookHttp(robot.endpoint, question, context)
  },

  read(answer, _request, context) {
    const { outcome, status, complete, text } = readHttp(answer, context)
    const nothing: RobotFacts = { outcome, status, now: null, messages: [] }
    if (outcome === 'unreadable') return nothing
    const parsed = objectOf(parseJson(text))
    if (outcome !== 'answered' || !complete || status !== 200 || !Array.isArray(parsed.received)) {
      // The stand-in is our ear, not a part of what is verified: where it does not answer, nothing was heard.
      const how = status === null ? outcome : `${outcome} with status ${status}`
      return context.unseen('robot-gone', `the stand-in of the robot did not tell what it received: ${how}`, nothing)
    }
    const keyword = context.promises.heartbeat?.keyword
    return {
      ...nothing,
      now: timeOf(parsed.now),
      messages: listOf(parsed.received)
        .slice(0, mostMessages)
        .map((message) => readMessage(objectOf(message), keyword)),
    }
  },

  byHand(_request, target) {
    const header = `-H @<(printf 'Authorization: Bearer %s\\n' "$EVIDENCE_ROBOT_ADMIN")`
    return `curl -q -sS --max-time 10 --noproxy '*' ${header} ${shellQuote(urlOf(target))}`
  },
}

function readMessage(message: Plain, keyword: string | undefined): RobotMessage {
  const body = textOf(message.body) ?? ''
  const content = objectOf(parseJson(body))
  const kind = content.msgtype === 'text' || content.msgtype === 'markdown' ? content.msgtype : null
  const text = kind === 'text' ? textOf(objectOf(content.text).content) : markdownOf(kind, content)
  return {
    at: timeOf(message.at),
    errcode: numberOf(message.errcode),
    errmsg: textOf(message.errmsg) ?? '',
    contentType: textOf(message.contentType) ?? '',
    body,
    wellFormed: text !== null,
    kind,
    text: text ?? '',
    keywordPresent: keyword === undefined ? null : (text ?? '').includes(keyword),
  }
}

function markdownOf(kind: RobotMessage['kind'], content: Plain): string | null {
  if (kind !== 'markdown') return null
  const { title, text } = objectOf(content.markdown)
  return typeof title === 'string' && typeof text === 'string' ? `${title}\n${text}` : null
}

/** RFC 3339 with its offset: a time without one is no time. */
function timeOf(value: Plain[string]): number | null {
  const text = textOf(value)
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : time
}

function pathOf(bot: string): string {
  return `/received/${encodeURIComponent(bot)}`
}

function urlOf({ robot }: Target): string {
  return robot === null ? 'http://no-robot.invalid/' : `http://${hostPort(robot.endpoint)}${pathOf(robot.bot)}`
}
