import { Command, CommanderError } from 'commander'
import { failureOf } from './failure.ts'
import { refuseSwallowedFlags } from './swallowed.ts'

/** A command's work, loaded only when it is called: what a command does not need, it does not import. */
type Action = (...words: never[]) => Promise<number>

/** Runs the command line; the process ends with the command's exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await exitCodeOf(program(), argv)
  // What is still open (a probe's socket that nobody reads) must not keep the verdict waiting.
  process.stdout.write('', () => process.exit())
}

async function exitCodeOf(commands: Command, argv: readonly string[]): Promise<number> {
  try {
    await commands.parseAsync(argv)
    return Number(process.exitCode ?? 0)
  } catch (error) {
    // Help and version are answers, everything else that commander throws is a wrong command line; it has told it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 3
    const { text, exitCode } = failureOf(error)
    process.stderr.write(`evidence-gate: ${text}\n`)
    if (process.env.EVIDENCE_TRACE && error instanceof Error) process.stderr.write(`${error.stack}\n`)
    return exitCode
  }
}

function program(): Command {
  const commands = new Command('evidence-gate')
    .description('Executable, replayable evidence that a deployed web service really works')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'evidence-gate: ')) })
    .showHelpAfterError('(--help lists what there is)')
    .hook('preSubcommand', refuse)

  add(
    commands,
    'setup',
    'bring up the engine and build the images',
    async (options: { remove?: true; base?: string }) => {
      const { runSetup } = await import('../setup/index.ts')
      return runSetup({
        remove: options.remove ?? false,
        ...(options.base === undefined ? {} : { base: options.base }),
      })
    },
  )
    .option('--remove', 'undo what setup made')
    .option('--base <image>', 'base image to build on')

  add(commands, 'verify', 'verify a target and leave a report', async (options: VerifyFlags) => {
    const { verify } = await import('./verify.ts')
    return verify({
      target: options.target,
      only: options.only ?? null,
      strict: options.strict ?? false,
      json: options.json ?? false,
      fault: options.fault ?? null,
    })
  })
    .option('--target <target>', 'stack | stack:<name> | docker:<container> | ssh://user@host | local', 'stack')
    .option('--only <glob>', 'only claims whose id matches; never green')
    .option('--strict', 'count SHOULD like MUST')
    .option('--json', 'print verdicts.json and nothing else')
    .option('--fault <id>', 'break the stack that verify starts with a known fault first')

  add(
    commands,
    'survey',
    'look without judging; prints the folder of the run',
    async (options: { target: string; files?: string }) => {
      const { takeSurvey } = await import('./survey.ts')
      return takeSurvey({ target: options.target, files: options.files ?? null })
    },
  )
    .option('--target <target>', 'as for verify', 'stack')
    .option('--files <glob>', 'only what these spec files ask')

  const stack = commands
    .command('stack')
    .description('a stack to look at and to break by hand')
    .exitOverride()
    .hook('preSubcommand', refuse)
  add(stack, 'up', 'start a stack and keep it', async (options: { name: string; fault?: string; json?: true }) => {
    const { up } = await import('./stack.ts')
    return up({ name: options.name, fault: options.fault ?? null, json: options.json ?? false })
  })
    .option('--name <name>', 'its name', 'demo')
    .option('--fault <id>', 'break it with a known fault')
    .option('--json', 'print how to reach it as JSON')
  add(stack, 'down', 'stop a kept stack and remove it', async (name: string) =>
    (await import('./stack.ts')).down(name),
  ).argument('<name>')
  add(stack, 'list', 'list the stacks that are kept', async (options: { json?: true }) =>
    (await import('./stack.ts')).list({ json: options.json ?? false }),
  ).option('--json', 'as JSON')

  add(
    commands,
    'faults',
    'break stacks with known faults and see that the claims notice',
    async (options: { only?: string }) => {
      const { faults } = await import('./faults.ts')
      return faults({ only: options.only ?? null })
    },
  ).option('--only <glob>', 'only faults whose id matches')

  add(commands, 'claims', 'print the catalogue of claims', async (options: { json?: true }) => {
    const { claims } = await import('./claims.ts')
    return claims({ json: options.json ?? false })
  }).option('--json', 'as JSON')

  add(
    commands,
    'explain',
    'what was seen of a claim, its bytes, how to see it by hand',
    async (claim: string, options: { run?: string }) => {
      const { explain } = await import('./explain.ts')
      return explain({ claim, run: options.run ?? null })
    },
  )
    .argument('<claim>', 'id of the claim')
    .option('--run <run>', 'id or folder of the run; the latest one if left out')

  return commands
}

interface VerifyFlags {
  readonly target: string
  readonly only?: string
  readonly strict?: true
  readonly json?: true
  readonly fault?: string
}

function add(parent: Command, name: string, description: string, action: Action): Command {
  const command = parent.command(name).description(description).exitOverride()
  return command.action(async (...words: unknown[]) => {
    process.exitCode = await action(...(words as never[]))
  })
}

/** Before a subcommand reads its words: what npm kept for itself would be missing among them. */
function refuse(parent: Command, command: Command): void {
  const name = parent.parent ? `${parent.name()} ${command.name()}` : command.name()
  refuseSwallowedFlags(
    name,
    command.options.map((option) => option.name()),
  )
}
