import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderAnnotations } from './annotations.ts'
import { hostileInput } from './hostile.ts'
import { input, verdictOf, verdictsWith } from './sample.ts'

test('one error for each root, at the line of its claim', () => {
  expect(renderAnnotations(input, { strict: false })).toMatchInlineSnapshot(`
    "::error file=specs/01-process.spec.ts,line=31,title=refuted%3A process/not-stopped::Streamlit's process is not stopped%0Aseen: 'T' (stopped), pid 21%0Aexpected: not 'T'%0Awhy: A stopped process is listed and holds its port, yet answers nobody: nginx gives 504 after its timeout.%0Alook: docker exec demo-server ps -o pid,stat,lstart,args -C python3%0Afollows: health/ok
    ::warning file=specs/08-dns-target.spec.ts,line=12,title=could not look%3A 1 claim::dns/resolver-agrees%0Acould not ask 127.0.0.1:5301 over UDP to the end: the time was over after 1500 ms%0Awhat we asked was too slow: see the load of the server and of this machine, then verify again
    ::warning file=specs/01-process.spec.ts,line=12,title=SHOULD%2C refuted%3A process/start-stable::It does not restart again and again%0Aexpected 2 to be 0
    "
  `)
})

test('a green run says nothing, an undecided one says why', () => {
  const of = (verdicts: typeof input.verdicts) => renderAnnotations({ ...input, verdicts }, { strict: false })
  expect(of(verdictsWith([verdictOf('a/one')]))).toBe('')
  expect(of(verdictsWith([verdictOf('a/one')], { complete: false, defects: ['a/two was not executed'] }))).toBe(
    '::error title=UNDECIDED::1 defect of the suite · 1 of 1 claim hold%0Aa/two was not executed\n',
  )
})

test('nothing observed becomes a command or leaves its line', () => {
  fc.assert(
    fc.property(hostileInput, (hostile) => {
      for (const line of renderAnnotations(hostile, { strict: false }).split('\n').slice(0, -1)) {
        expect(line).toMatch(/^::(error|warning) (file=[^:,]*,line=\d+,)?title=[^:,]*::[^\p{C}]*$/u)
        expect(line).not.toMatch(/%(?!25|0A|0D|3A|2C)/)
      }
    }),
    { numRuns: 60 },
  )
})
