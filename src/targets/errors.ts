/** What the user asked for cannot be done as asked, or the environment lacks something: one clear sentence, exit code 3. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
