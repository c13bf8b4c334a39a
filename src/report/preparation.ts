/** The target that lives no longer than its run: its commands are to be read, not to be pasted. */
export const ephemeral = 'stack'
/** How to have one that stays. */
export const keepStack = 'npm run stack -- up && npm run verify -- --target stack:demo'

/**
 * What must be set before commands from the record can be pasted: the root certificate stands in the run's description, and
 * curl wants it as a file. Null where no command asks for it. `runFile` is a path as the reader's shell finds it.
 */
export function preparation(commands: Iterable<string>, runFile: string): string | null {
  for (const command of commands) {
    if (!command.includes('EVIDENCE_CA')) continue
    const script = `JSON.parse(require("fs").readFileSync(process.argv[1],"utf8")).target.root`
    return `export EVIDENCE_CA=$(mktemp); node -p '${script}' ${quoted(runFile)} > "$EVIDENCE_CA"`
  }
  return null
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
