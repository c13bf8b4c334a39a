/** Thrown where we could not look: our blindness, never the deployment's answer. Makes a claim *unknown*. */
export class Blind extends Error {
  override readonly name = 'Blind'
  /** Stable class of the blindness: `binary-missing`, `permission`, `engine-gone`, `local-tls`, `deadline` … */
  readonly code: string

  constructor(code: string, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.code = code
  }
}
