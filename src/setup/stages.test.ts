import { expect, test } from 'vitest'
import { dockerfileFor, neededFor, stagesOf } from './stages.ts'

const dockerfile = `# comment
ARG BASE=debian:trixie-slim
FROM \${BASE} AS base
RUN echo \\
  FROM nowhere AS trap
FROM base AS pip
RUN pip
FROM --platform=linux/amd64 base as Server
COPY --from=pip --chown=root /x /x
FROM base AS robot
FROM \${BASE} AS names
`

test('stages and what they are made from', () => {
  const { head, stages } = stagesOf(dockerfile)
  expect(head).toBe('# comment\nARG BASE=debian:trixie-slim\n')
  expect(stages.map(({ name, needs }) => [name, needs])).toEqual([
    ['base', []],
    ['pip', ['base']],
    ['server', ['base', 'pip']],
    ['robot', ['base']],
    ['names', []],
  ])
})

test('a stage is built from what it needs and nothing else', () => {
  const stages = stagesOf(dockerfile)
  expect(neededFor(['server'], stages)).toEqual(['base', 'pip', 'server'])
  expect(neededFor(['robot', 'names'], stages)).toEqual(['base', 'robot', 'names'])
  expect(dockerfileFor('names', stages)).toBe(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Docker's.
    '# comment\nARG BASE=debian:trixie-slim\nFROM ${BASE} AS names\nLABEL evidence-gate.stage=names\n\n',
  )
  expect(dockerfileFor('robot', stages)).not.toContain('pip')
})

test('no two stages begin alike', () => {
  expect(dockerfileFor('robot', stagesOf(dockerfile))).toMatch(
    /AS base\nLABEL evidence-gate.stage=base\n[\s\S]*AS robot\nLABEL evidence-gate.stage=robot\n/,
  )
})

test('all stages put together are the file again', () => {
  const { head, stages } = stagesOf(dockerfile)
  expect(head + stages.map(({ text }) => text).join('')).toBe(`${dockerfile}\n`)
})

test('a stage meant by its number needs all before it', () => {
  const stages = stagesOf('FROM a\nFROM b AS two\nFROM c AS three\nCOPY --from=0 /x /x\n')
  expect(neededFor(['three'], stages)).toEqual(['0', 'two', 'three'])
})
