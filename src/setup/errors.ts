/** The machine lacks something that setup or a stack needs: what was attempted, on what, what came back, what to do. Exit code 3. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
  readonly exitCode = 3
}
