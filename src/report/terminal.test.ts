import { stripVTControlCharacters } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostileInput } from './hostile.ts'
import { input, run, verdictOf, verdictsWith } from './sample.ts'
import { tellVerdicts } from './terminal.ts'
import { widthOf } from './width.ts'

const plain = { color: false, width: 100, language: 'en' } as const

test('tells roots first, then what could not be seen, then what changed', () => {
  expect(tellVerdicts(input, plain)).toMatchInlineSnapshot(`
    "✗ REFUTED  1 root, 1 claim follows · 1 claim could not be judged · 2 of 6 claims hold · 1 SHOULD
               refuted
      target: stack:demo

    ✗ ROOT  process/not-stopped · MUST
      Streamlit's process is not stopped
      seen      'T' (stopped), pid 21
      expected  not 'T'
      why       A stopped process is listed and holds its port, yet answers nobody: nginx gives 504
                after its timeout.
      look      docker exec demo-server ps -o pid,stat,lstart,args -C python3
      follows   1 claim: health/ok

    ? Could not look  1 claim · deadline
      reason    could not ask 127.0.0.1:5301 over UDP to the end: the time was over after 1500 ms
      do        what we asked was too slow: see the load of the server and of this machine, then verify
                again
      claim     dns/resolver-agrees  the resolver agrees with the authorities
      look      dig @127.0.0.1 -p 5301 www.crestive.net A

    SHOULD, told but not counted
      - process/start-stable  It does not restart again and again
      seen      2 restarts
      expected  0 restarts

    Not promised by the target, not counted: dns/dnssec

    since the last run (2026-01-04 16:36:06 +00:00)
      - newly refuted: process/not-stopped, process/start-stable, health/ok
      - newly unknown: dns/resolver-agrees

    7 claims: 2 hold · 3 refuted · 1 unknown · 1 not promised · 0.94 s
    evidence  reports/runs/20260105T163606Z-1f2e3d4c
    details   npm run explain -- process/not-stopped
    "
  `)
})

test('says the same in Chinese', () => {
  expect(tellVerdicts(input, { ...plain, language: 'zh-CN' })).toMatchInlineSnapshot(`
    "✗ 不成立  1 个根因，连带 1 项 · 1 项无法判定 · 6 项中 2 项成立 · 建议项 1 项不成立
      目标：stack:demo

    ✗ 根因  process/not-stopped · 必须
      Streamlit 进程未被挂起
      实际      'T' (stopped), pid 21
      预期      not 'T'
      理由      A stopped process is listed and holds its port, yet answers nobody: nginx gives 504
                after its timeout.
      命令      docker exec demo-server ps -o pid,stat,lstart,args -C python3
      连带      1 项：health/ok

    ? 未能观测  1 项 · deadline
      原因      could not ask 127.0.0.1:5301 over UDP to the end: the time was over after 1500 ms
      处理      应答过慢：检查服务器与本机负载，然后重新验证
      声明      dns/resolver-agrees  解析器与权威服务器一致
      命令      dig @127.0.0.1 -p 5301 www.crestive.net A

    建议项：仅告知，不计入结论
      - process/start-stable  进程未反复重启
      实际      2 restarts
      预期      0 restarts

    目标未承诺，不计入结论：dns/dnssec

    与上次运行（2026-01-04 16:36:06 +00:00）相比
      - 新不成立：process/not-stopped, process/start-stable, health/ok
      - 新增未知：dns/resolver-agrees

    7 项：2 成立 · 3 不成立 · 1 未知 · 1 未承诺 · 0.94 秒
    证据      reports/runs/20260105T163606Z-1f2e3d4c
    详情      npm run explain -- process/not-stopped
    "
  `)
})

test('a green run is short', () => {
  const verdicts = verdictsWith([verdictOf('a/one'), verdictOf('a/two')])
  expect(tellVerdicts({ run, verdicts, observations: new Map(), previous: verdicts }, plain)).toMatchInlineSnapshot(`
    "✓ HOLDS  all 2 claims hold
      target: stack:demo

    since the last run (2026-01-05 16:36:06 +00:00): no verdict changed

    2 claims: 2 hold · 0 refuted · 0.94 s
    evidence  reports/runs/20260105T163606Z-1f2e3d4c
    "
  `)
})

test('part of a run and a defective suite are never told as green', () => {
  const verdicts = verdictsWith([verdictOf('a/one')], { complete: false, defects: ['a/two was not executed'] })
  const told = tellVerdicts({ run: { ...run, only: 'a/*' }, verdicts, observations: new Map(), previous: null }, plain)
  expect(told).toContain('? UNDECIDED')
  expect(told).toContain('only claims that match a/*')
  expect(told).toContain('! a/two was not executed')
})

test('a run in which everything falls stays readable', () => {
  const claims = Array.from({ length: 88 }, (_, index) =>
    verdictOf(`a/${index}`, { verdict: 'refuted', root: true, observed: 'x', expected: 'y' }),
  )
  const told = tellVerdicts({ run, verdicts: verdictsWith(claims), observations: new Map(), previous: null }, plain)
  expect(told.split('\n').length).toBeLessThan(100)
  expect(told).toContain('and 78 more')
})

test('values of a megabyte are told by their beginning and their size', () => {
  const large = 'x'.repeat(1_000_000)
  const claims = [verdictOf('a/large', { verdict: 'refuted', root: true, expected: 'y', observed: large, why: large })]
  const told = tellVerdicts({ run, verdicts: verdictsWith(claims), observations: new Map(), previous: null }, plain)
  expect(told.length).toBeLessThan(3000)
  expect(told).toContain('(1,000,000 chars)')
})

test('colours change nothing but the colours', () => {
  const coloured = tellVerdicts(input, { ...plain, color: true })
  expect(coloured).toContain('\x1b[')
  expect(stripVTControlCharacters(coloured)).toBe(tellVerdicts(input, plain))
})

test('no control character leaves it, and lines keep to the width but for what is copied', () => {
  fc.assert(
    fc.property(
      hostileInput,
      fc.integer({ min: 40, max: 120 }),
      fc.constantFrom('en' as const, 'zh-CN' as const),
      (hostile, width, language) => {
        const told = tellVerdicts(hostile, { color: false, width, language })
        expect(told.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
        const copied = /^ {12}|^ {2}(look|命令)|^(evidence|证据|details|详情)/
        for (const line of told.split('\n')) if (!copied.test(line)) expect(widthOf(line)).toBeLessThanOrEqual(width)
        expect(told.length).toBeLessThan(100_000)
      },
    ),
    { numRuns: 50 },
  )
})
