/** One stage of a Dockerfile. */
export interface Stage {
  readonly name: string
  /** Names of the stages that it is made from: its FROM and its `--from=`. */
  readonly needs: readonly string[]
  readonly text: string
}

/** A Dockerfile, taken apart. */
export interface Stages {
  /** What stands before the first FROM: the arguments for the FROM lines. */
  readonly head: string
  readonly stages: readonly Stage[]
}

/**
 * Takes a Dockerfile apart. The legacy builder builds every stage that stands above the wanted one, needed or not; given only
 * the needed ones, stages that do not need each other can be built side by side.
 */
export function stagesOf(dockerfile: string): Stages {
  let head = ''
  const stages: { name: string; needs: Set<string>; text: string }[] = []
  let continued = false
  for (const line of dockerfile.split('\n')) {
    const from = continued ? null : /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$/i.exec(line)
    if (from) stages.push({ name: (from[2] ?? `${stages.length}`).toLowerCase(), needs: new Set(), text: '' })
    const stage = stages.at(-1)
    if (stage === undefined) head += `${line}\n`
    else {
      stage.text += `${line}\n`
      const earlier = stages.slice(0, -1)
      // A stage may be meant by its number, which holds only as long as nothing is taken out before it.
      for (const name of [from?.[1], ...[...line.matchAll(/--from=(\S+)/g)].map((match) => match[1])])
        if (name && /^\d+$/.test(name)) for (const { name: other } of earlier) stage.needs.add(other)
        else if (name && earlier.some((other) => other.name === name.toLowerCase())) stage.needs.add(name.toLowerCase())
    }
    continued = /\\\s*$/.test(line) || (continued && /^\s*#/.test(line))
  }
  return { head, stages: stages.map(({ name, needs, text }) => ({ name, needs: [...needs], text })) }
}

/** Names of the stages that these ones are made from, themselves included, in the file's order. */
export function neededFor(targets: readonly string[], { stages }: Stages): readonly string[] {
  const needed = new Set(targets)
  for (const stage of stages.toReversed()) if (needed.has(stage.name)) for (const name of stage.needs) needed.add(name)
  return stages.map(({ name }) => name).filter((name) => needed.has(name))
}

/**
 * The Dockerfile of one stage: that and what it is made from. Each stage begins with a label of its own: the legacy builder
 * finds its cache by walking from parent to child, and where two stages that begin alike are built side by side, each makes its
 * own copy of the first layers and the walk may end on the wrong one: a stage that was just built would be built again.
 */
export function dockerfileFor(target: string, stages: Stages): string {
  const names = neededFor([target], stages)
  return (
    stages.head +
    stages.stages
      .filter(({ name }) => names.includes(name))
      .map(({ name, text }) => text.replace('\n', `\nLABEL evidence-gate.stage=${name}\n`))
      .join('')
  )
}
