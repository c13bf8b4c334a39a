/** What a process printed, safe on a terminal: no control character but the line break, no empty lines, the last `count` lines. */
export function lastLines(output: string, count: number): string {
  return (
    output
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed.
      .replace(/\u001b\[[0-9;?]*[A-Za-z]|\u001b[^[]/g, '')
      // A progress bar rewrites its line: the last state is what counts.
      .replace(/[^\n]*\r(?!\n)/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed.
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ')
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .slice(-count)
      .map((line) => `  ${line.slice(0, 400)}`)
      .join('\n')
  )
}
