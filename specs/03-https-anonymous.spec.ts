import { describe, pathsOf, test } from '../fixtures/index.ts'

// §3 of the incident report: a stranger reaches nginx, and only nginx.
describe('HTTPS without credentials', { meta: { zh: '未认证的 HTTPS 访问' } }, () => {
  test('is answered over a verified connection', {
    meta: {
      claim: 'https-anonymous/answered',
      level: 'MUST',
      needs: ['https'],
      zh: '经证书校验的连接上有应答',
      why: 'Without an answer at the front door there is nothing that any visitor could use.',
      restsOn: ['ports/https', 'tls/chain-verified'],
    },
  }, async ({ observe, expect }) => {
    const { outcome, tls } = await observe.https({ path: '/' })
    expect({ outcome, verified: tls?.authorized }).toEqual({ outcome: 'answered', verified: true })
  })

  test('is refused with 401', {
    meta: {
      claim: 'https-anonymous/status',
      level: 'MUST',
      needs: ['https.realm'],
      zh: '未认证访问返回 401',
      why: 'Any other status means that nginx is not guarding Streamlit. It says nothing of the backend.',
      source: 'RFC 9110 §15.5.2',
      restsOn: ['https-anonymous/answered'],
    },
  }, async ({ observe, expect }) => {
    const { status } = await observe.https({ path: '/' })
    expect(status).toBe(401)
  })

  test('is told the promised realm, once', {
    meta: {
      claim: 'https-anonymous/realm',
      level: 'MUST',
      zh: 'WWW-Authenticate 恰好一次，realm 与承诺一致',
      why: 'The realm is what a browser shows and what a password manager keys on; another one is another configuration.',
      source: 'RFC 7617 §2',
      restsOn: ['https-anonymous/status'],
    },
  }, async ({ observe, expect, promised }) => {
    const answer = await observe.https({ path: '/' })
    const challenges = answer.headers.filter(([name]) => name === 'www-authenticate').map(([, value]) => value)
    expect(challenges).toEqual([`Basic realm="${promised.https.realm}"`])
  })

  test('speaks HTTP/2 when it is offered', {
    meta: {
      claim: 'https-anonymous/http2',
      level: 'MUST',
      zh: 'ALPN 协商到 HTTP/2',
      why: 'The dashboard loads some eighty files: over HTTP/1.1 they queue behind six connections.',
      source: 'RFC 9113 §3.2',
      restsOn: ['https-anonymous/answered'],
    },
  }, async ({ observe, expect, promised }) => {
    const { version, tls } = await observe.https({ path: '/' })
    expect({ version, alpn: tls?.alpn }).toEqual(
      promised.https.http2 ? { version: 'h2', alpn: 'h2' } : { version: 'h1', alpn: 'http/1.1' },
    )
  })

  test('is refused the same over HTTP/1.1', {
    meta: {
      claim: 'https-anonymous/http1',
      level: 'MUST',
      needs: ['https.realm'],
      zh: 'HTTP/1.1 下同样返回 401',
      why: 'WebSockets and many monitors speak HTTP/1.1; a guard that holds on one protocol only is no guard.',
      restsOn: ['https-anonymous/status'],
    },
  }, async ({ observe, expect }) => {
    const { status, version } = await observe.https({ path: '/', version: 'h1' })
    expect({ status, version }).toEqual({ status: 401, version: 'h1' })
  })

  test('is refused on every location that is not promised to be open', {
    meta: {
      claim: 'https-anonymous/every-location',
      level: 'MUST',
      needs: ['https.realm', 'proxy'],
      zh: '除承诺公开的路径外，所有 location 均拒绝匿名访问',
      why: 'One location with `auth_basic off` is a way around the password for whoever finds it.',
      source: 'OWASP ASVS 5.0 §8.3',
      restsOn: ['https-anonymous/status'],
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    const open = new Set([promised.health.path])
    const known = [
      '/',
      '/_stcore/stream',
      '/_stcore/health',
      '/_stcore/host-config',
      '/media/none',
      '/static/none',
      '/component/none',
    ]
    const paths = [...new Set([...pathsOf(host.nginxConfig), ...known])].filter((path) => !open.has(path)).sort()
    const answers = await Promise.all(paths.map((path) => observe.https({ path })))
    const offenders = answers.flatMap(({ status }, index) => (status === 401 ? [] : [{ path: paths[index], status }]))
    expect(offenders).toEqual([])
  })
})
