import { UsageError } from '../targets/errors.ts'

/**
 * npm keeps flags for itself that are not behind `--`: `npm run verify --target x` would verify the default target. It leaves
 * them in the environment, where we find them.
 *
 * @throws UsageError naming the flag and the line to type instead.
 */
export function refuseSwallowedFlags(
  command: string,
  flags: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  for (const flag of flags) {
    const value = env[`npm_config_${flag.replaceAll('-', '_')}`]
    if (value === undefined || value === '') continue
    const shown = value === 'true' ? `--${flag}` : `--${flag} ${value}`
    const [script, ...words] = command.split(' ')
    const line = ['npm run', script, '--', ...words, shown].join(' ')
    throw new UsageError(
      `npm kept the flag --${flag} for itself, so \`${command}\` never saw it. Put flags behind two dashes: ${line}`,
    )
  }
}
