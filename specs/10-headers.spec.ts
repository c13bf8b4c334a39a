import { describe, pathsOf, test } from '../fixtures/index.ts'

// The security list of the incident report: headers on every location and status, not on `curl -I /` alone.
describe('Security headers', { meta: { zh: '安全响应头' } }, () => {
  for (const header of [
    'strict-transport-security',
    'x-frame-options',
    'x-content-type-options',
    'x-xss-protection',
    'referrer-policy',
  ] as const) {
    test(`${header} is sent once, with the promised value, on every location and status`, {
      meta: {
        claim: `headers/${header}`,
        level: 'MUST',
        zh: `${header} 在每个路径、每种状态下恰好出现一次且取值正确`,
        why: 'nginx drops every inherited header where a location adds one of its own, and on errors without `always`: `curl -I /` sees neither.',
        source: 'nginx: add_header; OWASP Secure Headers Project',
        restsOn: ['https-anonymous/answered'],
      },
    }, async ({ observe, expect, promised }) => {
      const value = promised.headers[header]
      const host = await observe.host()
      const asked = [
        { path: '/' },
        { path: '/', version: 'h1' },
        { path: '/', as: 'user' },
        { path: '/', as: 'user', version: 'h1' },
        { path: '/', as: 'user', method: 'HEAD' },
        { path: '/', as: 'wrong-password' },
        { path: '/media/none', as: 'user' },
        { path: promised.health.path },
        { path: promised.health.path, version: 'h1' },
        { path: promised.health.path, method: 'HEAD' },
        { path: promised.health.path, host: 'stranger.invalid', version: 'h1' },
        ...pathsOf(host.nginxConfig).map((path) => ({ path })),
      ] as const
      const answers = await Promise.all(asked.map((request) => observe.https(request)))
      const offenders = answers.flatMap((answer, index) =>
        // What was never answered lacks no header; that it was not answered is another claim's to say.
        answer.status === null || (answer.headerCount(header) === 1 && answer.header(header) === value)
          ? []
          : [{ ...asked[index], status: answer.status, value: answer.header(header) }],
      )
      expect(answers.some(({ status }) => status !== null)).toBe(true)
      expect(offenders).toEqual([])
    })
  }

  test('no version of the server is disclosed', {
    meta: {
      claim: 'headers/no-version',
      level: 'MUST',
      needs: ['headers'],
      zh: '不泄露服务器版本',
      why: 'A version is a list of known holes for whoever reads it.',
      source: 'OWASP WSTG-INFO-02; CIS NGINX Benchmark 2.5.1',
      restsOn: ['https-anonymous/answered'],
    },
  }, async ({ observe, expect, promised }) => {
    const answers = await Promise.all([
      observe.https({ path: '/' }),
      observe.https({ path: promised.health.path }),
      observe.https({ path: '/media/none', as: 'user' }),
      observe.http({ path: '/' }),
    ])
    const offenders = answers.flatMap((answer) =>
      answer.headers.filter(([name, value]) => /^(server|x-powered-by|via)$/.test(name) && /\d/.test(value)),
    )
    const bodies = answers.filter(({ text }) => /nginx\/\d/.test(text)).map(({ status }) => status)
    expect({ offenders, bodies }).toEqual({ offenders: [], bodies: [] })
  })
})
