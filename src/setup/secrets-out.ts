/**
 * Output of other programs with the credentials in their URLs blacked out: apt, pip and docker print the index, mirror or
 * proxy that they could not reach, user and password included.
 */
export function visibleEnd(output: string): string {
  return output.replace(/([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@'"]{1,2000}@/gi, '$1***@')
}
