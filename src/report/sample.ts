import type { Observation } from '../evidence/observation.ts'
import type { Run } from '../evidence/run.ts'
import type { Verdict, Verdicts } from '../evidence/verdict.ts'
import { totalsOf } from '../judge/verdicts.ts'
import type { EvidenceInput, SectionTitle } from './input.ts'

// A small run by hand, for the tests of this folder.

/** A claim that holds, but for what is said otherwise. */
export function verdictOf(id: string, changes: Partial<Verdict> = {}): Verdict {
  return {
    id,
    level: 'MUST',
    title: { en: `${id} is true`, zh: `${id} 为真` },
    why: 'It matters.',
    source: null,
    file: 'specs/01-process.spec.ts',
    line: 12,
    restsOn: [],
    verdict: 'holds',
    root: false,
    follows: [],
    expected: '',
    observed: '',
    reason: '',
    observations: [],
    byHand: [],
    ...changes,
  }
}

export function verdictsWith(claims: readonly Verdict[], changes: Partial<Verdicts> = {}): Verdicts {
  return {
    schemaVersion: 1,
    run: '20260105T163606Z-1f2e3d4c',
    target: 'stack:demo',
    started: '2026-01-05T16:36:06.000Z',
    ended: '2026-01-05T16:36:06.940Z',
    complete: true,
    defects: [],
    claims: [...claims],
    totals: totalsOf(claims),
    ...changes,
  }
}

export const run: Run = {
  schemaVersion: 1,
  id: '20260105T163606Z-1f2e3d4c',
  nonce: '00112233445566778899aabbccddeeff',
  started: '2026-01-05T16:36:06.000Z',
  target: {
    name: 'stack:demo',
    inside: null,
    front: { https: { host: '127.0.0.1', port: 8443 } },
    root: null,
    reach: {},
    user: 'admin',
    robot: null,
    promises: {},
  },
  only: null,
  waivers: [],
  suite: { version: '0.1.0', commit: '0123456789abcdef0123456789abcdef01234567', dirty: false },
  runtime: { node: 'v24.21.0', openssl: '3.5.0', platform: 'linux x64' },
}

export function observationOf(key: string, changes: Partial<Observation> = {}): Observation {
  return {
    key,
    probe: key.split(' ', 1)[0] ?? key,
    request: { path: '/' },
    wave: 'network',
    vantage: 'runner',
    started: '2026-01-05T16:36:06.120Z',
    duration: 12.5,
    head: null,
    bodies: {},
    blind: null,
    redacted: [],
    byHand: `curl -k -i https://127.0.0.1:8443/`,
    ...changes,
  }
}

const digest = 'ab'.repeat(32)

const page = observationOf('https {"path":"/"}', {
  head: {
    outcome: 'answered',
    version: 'h2',
    reply: {
      status: 401,
      headers: [
        ['server', 'nginx'],
        ['www-authenticate', 'Basic realm="MT5-CRS Dashboard - Restricted Access"'],
      ],
      end: 'complete',
    },
    tls: { protocol: 'TLSv1.3', alpn: 'h2' },
  },
  bodies: { body: { sha256: digest, size: 13 } },
})
const host = observationOf('host {}', {
  wave: 'opening',
  vantage: 'inside docker:demo-server',
  head: { exit: 0 },
  bodies: { stdout: { sha256: digest, size: 36_864 } },
  byHand: 'docker exec demo-server ps -o pid,stat,lstart,args -C python3',
})
const dns = observationOf('dns {"server":"resolver"}', {
  blind: {
    code: 'deadline',
    reason: 'could not ask 127.0.0.1:5301 over UDP to the end: the time was over after 1500 ms',
  },
  byHand: 'dig @127.0.0.1 -p 5301 www.crestive.net A',
})

const bytes = new Map([
  [page.key, Buffer.from('Unauthorized\n')],
  [
    host.key,
    Buffer.from(
      `PID STAT STARTED COMMAND\n${'  21 T    Jan  5 16:30 python3 -m streamlit run src/main_paper_trading.py\n'.repeat(500)}`,
    ),
  ],
])

export const sections: readonly SectionTitle[] = [
  { file: 'specs/01-process.spec.ts', title: { en: 'process', zh: '进程' } },
  { file: 'specs/03-https-anonymous.spec.ts', title: { en: 'https without credentials', zh: '未认证的 HTTPS 访问' } },
  { file: 'specs/08-dns-target.spec.ts', title: { en: 'DNS target', zh: 'DNS 指向' } },
]

const stopped = verdictOf('process/not-stopped', {
  title: { en: "Streamlit's process is not stopped", zh: 'Streamlit 进程未被挂起' },
  why: 'A stopped process is listed and holds its port, yet answers nobody: nginx gives 504 after its timeout.',
  line: 31,
  verdict: 'refuted',
  root: true,
  expected: "not 'T'",
  observed: "'T' (stopped), pid 21",
  reason: "expected 'T' to be one of R, S, D",
  observations: [host.key],
  byHand: [host.byHand],
})

export const claims: readonly Verdict[] = [
  verdictOf('process/one', {
    title: { en: 'Exactly one Streamlit runs', zh: '恰有一个 Streamlit 进程' },
    observations: [host.key],
    byHand: [host.byHand],
  }),
  stopped,
  verdictOf('process/start-stable', {
    title: { en: 'It does not restart again and again', zh: '进程未反复重启' },
    level: 'SHOULD',
    verdict: 'refuted',
    root: true,
    expected: '0 restarts',
    observed: '2 restarts',
    reason: 'expected 2 to be 0',
    observations: [host.key],
    byHand: [host.byHand],
  }),
  verdictOf('https-anonymous/status', {
    title: { en: 'is refused with 401', zh: '未认证访问返回 401' },
    why: 'Any other status means nginx is not guarding Streamlit.',
    file: 'specs/03-https-anonymous.spec.ts',
    observations: [page.key],
    byHand: [page.byHand],
  }),
  verdictOf('health/ok', {
    title: { en: 'the health endpoint is green', zh: '健康端点返回 ok' },
    file: 'specs/03-https-anonymous.spec.ts',
    restsOn: ['process/not-stopped'],
    verdict: 'refuted',
    follows: ['process/not-stopped'],
    expected: '200',
    observed: '504',
    reason: 'expected 504 to be 200 // Object.is equality',
    observations: [page.key],
    byHand: [page.byHand],
  }),
  verdictOf('dns/resolver-agrees', {
    title: { en: 'the resolver agrees with the authorities', zh: '解析器与权威服务器一致' },
    file: 'specs/08-dns-target.spec.ts',
    verdict: 'unknown',
    reason: `could not look (deadline): ${dns.blind?.reason}`,
    observations: [dns.key],
    byHand: [dns.byHand],
  }),
  verdictOf('dns/dnssec', {
    file: 'specs/08-dns-target.spec.ts',
    verdict: 'not promised',
    reason: 'the target promises no dns',
  }),
]

/** A run with something of everything. */
export const input: EvidenceInput = {
  run,
  verdicts: verdictsWith(claims),
  observations: new Map([host, page, dns].map((observation) => [observation.key, observation])),
  previous: verdictsWith(
    claims.map((claim) => ({ ...claim, verdict: 'holds' as const, root: false, follows: [] })),
    { run: '20260104T163606Z-00000000', started: '2026-01-04T16:36:06.000Z' },
  ),
  sections,
  readBody: (observation) => bytes.get(observation.key) ?? null,
}
