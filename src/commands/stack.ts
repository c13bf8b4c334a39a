import type { Stack } from '../../fixtures/stack/stack.ts'
import { stackDown, stackList, stackUp } from '../../fixtures/stack/up.ts'
import { breakWith, faultNamed } from '../matrix/load-faults.ts'
import { givenPassword } from '../targets/password.ts'

/** Starts a stack and keeps it; says how to reach it and how to be rid of it. */
export async function up({
  name,
  fault,
  json,
}: {
  readonly name: string
  readonly fault: string | null
  readonly json: boolean
}): Promise<number> {
  const password = givenPassword()
  const chosen = fault === null ? null : await faultNamed(fault)
  const card = await stackUp({
    name,
    ...(password === null ? {} : { password }),
    ...(chosen === null
      ? {}
      : { capabilities: chosen.capabilities ?? [], break: (stack: Stack) => breakWith(chosen, stack) }),
  })
  if (json) {
    process.stdout.write(`${JSON.stringify(card, null, 2)}\n`)
    return 0
  }
  const lines = [
    `${card.name} is up${fault === null ? '' : `, broken by ${fault}`}:`,
    `  https      ${card.https}  (user ${card.user}, password in ${card.passwordFile}, root certificate in ${card.ca})`,
    `  http       ${card.http}`,
    `  dns        ${card.dns}`,
    `  server     docker exec -it ${card.server.container} sh`,
    `  verify     npm run verify -- --target stack:${card.name}`,
    `  remove     npm run stack -- down ${card.name}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

export async function down(name: string): Promise<number> {
  await stackDown(name)
  process.stdout.write(`${name} is gone\n`)
  return 0
}

export async function list({ json }: { readonly json: boolean }): Promise<number> {
  const stacks = await stackList()
  if (json) {
    process.stdout.write(`${JSON.stringify(stacks, null, 2)}\n`)
    return 0
  }
  if (stacks.length === 0) process.stdout.write('no stack is up: npm run stack -- up\n')
  for (const { name, container, running, kept, https } of stacks) {
    const state = `${running ? 'running' : 'stopped'}, ${kept ? 'kept' : 'at work'}`
    process.stdout.write(`${name}  ${state}  ${https ?? '-'}  ${container}\n`)
  }
  return 0
}
