import { seconds } from './amounts.ts'
import { brief } from './shorten.ts'
import { languageOf, type Output } from './terminal-options.ts'
import { clipped } from './width.ts'
import { words } from './words.ts'

/** Observations taken, of those asked for until now. */
export interface Surveyed {
  readonly taken: number
  readonly asked: number
}

/** Where a run is, told as it goes; `done` takes it off the screen. Each call is cheap, the writing is throttled. */
export interface Progress {
  /** Any other step, in prose: `starting the stack`. */
  step(text: string): void
  surveying(told: Surveyed): void
  judging(claims: number): void
  /** Ends it and cleans up after itself; calling it again, or anything else after it, does nothing. */
  done(): void
}

export interface ProgressStream extends Output {
  write(text: string): unknown
}

/** Milliseconds between two states of a live line, and between two plain lines of the same kind. */
const liveEvery = 80
const plainEvery = 5000

const clearLine = '\r\x1b[K'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * On a terminal one line that is written again and again; elsewhere (a pipe, a CI's log, `TERM=dumb`) a plain line for each
 * new kind of step, and one every 5 s while it lasts.
 */
export function createProgress(stream: ProgressStream, environment: Environment = process.env): Progress {
  const live = stream.isTTY === true && environment.TERM !== 'dumb'
  return live ? new LiveProgress(stream, environment) : new PlainProgress(stream, environment)
}

abstract class Told implements Progress {
  readonly #words
  readonly #began = performance.now()
  #ended = false

  constructor(environment: Environment) {
    this.#words = words[languageOf(environment)]
  }

  step(text: string): void {
    this.#tell(text, () => brief(text))
  }

  surveying({ taken, asked }: Surveyed): void {
    this.#tell('surveying', () => this.#words.surveying(taken, asked, this.elapsed()))
  }

  judging(claims: number): void {
    this.#tell('judging', () => this.#words.judging(claims))
  }

  done(): void {
    if (this.#ended) return
    this.#ended = true
    this.end()
  }

  #tell(kind: string, text: () => string): void {
    if (!this.#ended) this.show(kind, text)
  }

  protected elapsed(): string {
    return seconds(performance.now() - this.#began)
  }

  protected abstract show(kind: string, text: () => string): void
  protected abstract end(): void
}

class LiveProgress extends Told {
  readonly #stream: ProgressStream
  readonly #timer: NodeJS.Timeout
  #text: (() => string) | null = null
  #shown = ''

  constructor(stream: ProgressStream, environment: Environment) {
    super(environment)
    this.#stream = stream
    this.#timer = setInterval(() => this.#draw(), liveEvery)
    // It must not keep a finished process alive.
    this.#timer.unref()
  }

  protected override show(_kind: string, text: () => string): void {
    const first = this.#text === null
    this.#text = text
    if (first) this.#draw()
  }

  protected override end(): void {
    clearInterval(this.#timer)
    if (this.#shown !== '') this.#stream.write(clearLine)
  }

  #draw(): void {
    if (this.#text === null) return
    // One column is left free: a full line would wrap, and could not be taken back.
    const line = clipped(`… ${this.#text()}`, Math.max(10, (this.#stream.columns || 80) - 1))
    if (line === this.#shown) return
    this.#shown = line
    this.#stream.write(`${clearLine}${line}`)
  }
}

class PlainProgress extends Told {
  readonly #stream: ProgressStream
  #kind = ''
  #at = Number.NEGATIVE_INFINITY

  constructor(stream: ProgressStream, environment: Environment) {
    super(environment)
    this.#stream = stream
  }

  protected override show(kind: string, text: () => string): void {
    const now = performance.now()
    if (kind === this.#kind && now - this.#at < plainEvery) return
    this.#kind = kind
    this.#at = now
    this.#stream.write(`${text()}\n`)
  }

  protected override end(): void {}
}
