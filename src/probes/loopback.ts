import { createHash } from 'node:crypto'
import type { Target } from '../targets/target.ts'
import type { Section } from './framing.ts'
import { insideByHand, lookInside, readInside } from './inside.ts'
import { authorityOf, exits, type Fetch, loopbackScript } from './loopback-script.ts'
import { type Answer, Blind, type Probe, type ReadContext } from './probe.ts'
import { headerOf, parseRawResponse } from './raw-http.ts'
import { shellLine } from './shell-quote.ts'

/**
 * How a fetch ended. `answered`: a whole response. `refused`: nobody listens. `reset`: the connection was broken. `silent`: no
 * end of the response in 1.5 s. `closed`: the peer hung up without a word. `garbled`: what came is no HTTP.
 */
export type FetchOutcome = 'answered' | 'refused' | 'reset' | 'silent' | 'closed' | 'garbled'

/** One path as the app itself serves it, past nginx. */
export interface FetchFacts {
  readonly outcome: FetchOutcome
  readonly status: number | null
  /** `Content-Type` as sent. */
  readonly type: string | null
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
  /** Of the body, hex. */
  readonly sha256: string
  readonly text: string
}

export interface LoopbackFacts {
  /** With what it was fetched: `curl`, `bash`, `wget`, `nc`, `busybox nc`, `python3`. */
  readonly tool: string
  readonly page: FetchFacts
  readonly health: FetchFacts
}

const nothing: FetchFacts = factsOf('closed', Buffer.alloc(0))

/** Fetches the app's page and its own health endpoint from inside the server: the second vantage point on both. */
export const loopback: Probe<Record<never, never>, LoopbackFacts> = {
  name: 'loopback',
  wave: 'network',
  vantage: 'inside',

  async look(_request, context): Promise<Answer> {
    const [page, health] = fetchesOf(context.target)
    const answer = await lookInside(context, loopbackScript(page, health, context.nonce))
    const tool = readInside(answer).sections.get('tool')
    if (tool?.argument === '') {
      throw new Blind(
        'binary-missing',
        'the server has none of curl, bash, wget, nc, busybox and python3 to fetch a page with',
      )
    }
    return answer
  },

  read(answer: Answer, _request, context: ReadContext): LoopbackFacts {
    const { sections, head } = readInside(answer)
    const exitOf = (index: string) => sections.all('exit').find(({ argument }) => argument.startsWith(`${index} `))
    const fetched = (index: string, what: string): FetchFacts => {
      const response = sections.all('response').find(({ argument }) => argument === index)
      if (response) return read(response, exitOf(index), what, context)
      return context.unseen(
        'look-cut',
        `the fetch of ${what} was not seen (the look took ${head.duration} ms)`,
        nothing,
      )
    }
    return {
      tool: sections.get('tool')?.argument ?? '',
      get page() {
        return fetched('0', 'the page')
      },
      get health() {
        return fetched('1', 'the health endpoint')
      },
    }
  },

  byHand(_request, target: Target): string {
    const lines = fetchesOf(target).map((fetch) =>
      shellLine(['curl', '-sS', '-i', `http://${authorityOf(fetch)}${fetch.path}`]),
    )
    return insideByHand(target.inside, lines.join('; '))
  },
}

function fetchesOf({ promises: { app } }: Target): readonly [Fetch, Fetch] {
  const listen = app?.listen ?? { host: '127.0.0.1', port: 8501 }
  return [
    { ...listen, path: app?.pagePath ?? '/' },
    { ...listen, path: app?.healthPath ?? '/_stcore/health' },
  ]
}

function read(response: Section, exit: Section | undefined, what: string, { unseen }: ReadContext): FetchFacts {
  // Without its exit code the response was larger than what is kept of it: it came, and it is not whole.
  if (!exit)
    return unseen(
      'too-large',
      `the response of ${what} is larger than a look keeps`,
      factsOf('answered', response.data),
    )
  const outcome = outcomeOf(Number(exit.argument.split(' ')[1]), response.data)
  if (outcome) return factsOf(outcome, response.data)
  return unseen(
    'tool-failed',
    `${what} could not be fetched: the tool ended with exit code ${exit.argument}`,
    factsOf('closed', response.data),
  )
}

/** Null for an exit code that says nothing of the peer. */
function outcomeOf(code: number, bytes: Buffer): FetchOutcome | null {
  if (code === exits.refused) return 'refused'
  if (code === exits.silent || code === exits.late) return 'silent'
  if (code === exits.reset) return 'reset'
  if (code === exits.empty) return 'closed'
  if (parseRawResponse(bytes)) return 'answered'
  if (bytes.length > 0) return 'garbled'
  return code === 0 ? 'closed' : null
}

function factsOf(outcome: FetchOutcome, bytes: Buffer): FetchFacts {
  const response = parseRawResponse(bytes)
  const body = response?.body ?? bytes
  return {
    outcome,
    status: response?.status ?? null,
    type: response ? headerOf(response, 'content-type') : null,
    headers: response?.headers ?? [],
    body,
    sha256: createHash('sha256').update(body).digest('hex'),
    text: body.toString('utf8'),
  }
}
