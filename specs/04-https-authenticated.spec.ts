import { describe, test } from '../fixtures/index.ts'

// §4 of the incident report: who knows the password reaches Streamlit itself, and nobody else does.
describe('HTTPS with credentials', { meta: { zh: '带认证的 HTTPS 访问' } }, () => {
  test('is answered with 200', {
    meta: {
      claim: 'https-authenticated/status',
      level: 'MUST',
      needs: ['https.realm'],
      zh: '带认证访问返回 200',
      why: 'This is what the dashboard is there for. Only the credentialed answer comes from behind nginx.',
      source: 'RFC 9110 §15.3.1',
      // A password file that nginx may not read is a 500, a missing one a 403, to every login.
      restsOn: ['https-anonymous/answered', 'health/loopback', 'passwords/file-mode'],
    },
  }, async ({ observe, expect }) => {
    const { outcome, status } = await observe.https({ path: '/', as: 'user' })
    expect({ outcome, status }).toEqual({ outcome: 'answered', status: 200 })
  })

  test('gets an HTML page', {
    meta: {
      claim: 'https-authenticated/html',
      level: 'MUST',
      needs: ['https.realm'],
      zh: '返回 HTML 页面',
      why: 'A browser shows what it is told is HTML; anything else is offered as a download.',
      restsOn: ['https-authenticated/status'],
    },
  }, async ({ observe, expect }) => {
    const { type, complete } = await observe.https({ path: '/', as: 'user' })
    expect({ type, complete }).toEqual({ type: 'text/html', complete: true })
  })

  test('gets, octet for octet, the page that Streamlit serves on loopback', {
    meta: {
      claim: 'https-authenticated/same-page',
      level: 'MUST',
      needs: ['https.realm', 'app'],
      zh: '外部得到的页面与回环地址上 Streamlit 的页面逐字节一致',
      why: 'Equal digests at both ends of the proxy show that this page came from this backend, not from a cache or another server.',
      restsOn: ['https-authenticated/status', 'health/loopback'],
    },
  }, async ({ observe, expect }) => {
    const [front, inside] = await Promise.all([observe.https({ path: '/', as: 'user' }), observe.loopback()])
    expect(front.sha256).not.toBeNull()
    expect(front.sha256).toBe(inside.page.sha256)
  })

  test('reached the backend now, by the log of the proxy', {
    meta: {
      claim: 'https-authenticated/reached-backend',
      level: 'MUST',
      needs: ['accessLog'],
      zh: '代理日志证明本次请求已到达后端',
      why: 'Only the upstream in the log line that bears our nonce tells a fresh answer from a stored one.',
      source: 'nginx: ngx_http_upstream_module, $upstream_addr',
      restsOn: ['https-authenticated/not-cached', 'freshness/nonce-in-access-log'],
    },
  }, async ({ observe, expect, promised }) => {
    await observe.https({ path: '/', as: 'user' })
    const { accessLog } = await observe.hostAfter()
    const { host, port } = promised.app.listen
    const upstreams = accessLog.entries
      .filter(({ uri, user, method }) => uri === '/' && user !== null && method === 'GET')
      .map(({ upstreamAddr, upstreamStatus }) => ({ upstreamAddr, upstreamStatus }))
    expect(upstreams).toContainEqual({ upstreamAddr: [`${host}:${port}`], upstreamStatus: [200] })
  })

  test('gets the same over HTTP/1.1', {
    meta: {
      claim: 'https-authenticated/http1',
      level: 'MUST',
      needs: ['https.realm', 'app'],
      zh: 'HTTP/1.1 下得到相同页面',
      why: 'The WebSocket that carries the dashboard runs over HTTP/1.1: what holds on HTTP/2 alone shows a blank page.',
      restsOn: ['https-authenticated/same-page', 'https-anonymous/http1'],
    },
  }, async ({ observe, expect }) => {
    const { status, sha256 } = await observe.https({ path: '/', as: 'user', version: 'h1' })
    const inside = await observe.loopback()
    expect({ status, sha256 }).toEqual({ status: 200, sha256: inside.page.sha256 })
  })

  test('is answered to HEAD as the incident report asks', {
    meta: {
      claim: 'https-authenticated/head',
      level: 'MUST',
      needs: ['https.realm'],
      zh: 'HEAD 请求（报告所用的 curl -I）返回 200',
      why: 'Uptime monitors and the incident report itself use HEAD.',
      source: 'RFC 9110 §9.3.2',
      restsOn: ['https-authenticated/status'],
    },
  }, async ({ observe, expect }) => {
    const { status } = await observe.https({ path: '/', as: 'user', method: 'HEAD' })
    expect(status).toBe(200)
  })

  test('is not served from a cache', {
    meta: {
      claim: 'https-authenticated/not-cached',
      level: 'MUST',
      needs: ['https.realm'],
      zh: '响应不来自缓存',
      why: 'A cache goes on serving yesterday after the backend has died.',
      source: 'RFC 9111 §5.1; RFC 9211',
      restsOn: ['https-authenticated/status'],
    },
  }, async ({ observe, expect }) => {
    const answer = await observe.https({ path: '/', as: 'user' })
    const marks = answer.headers.filter(([name]) => /^(age|x-cache.*|cache-status|x-proxy-cache)$/.test(name))
    expect(marks).toEqual([])
  })

  test('is refused to every wrong credential', {
    meta: {
      claim: 'https-authenticated/wrong-refused',
      level: 'MUST',
      needs: ['https.realm'],
      zh: '错误密码、错误用户、空密码、畸形头、其他方案一律拒绝',
      why: 'A guard that lets in what it does not know is worse than none: everybody believes in it.',
      source: 'RFC 7617 §2',
      restsOn: ['https-anonymous/status', 'passwords/file-mode'],
    },
  }, async ({ observe, expect }) => {
    const strangers = ['wrong-password', 'wrong-user', 'empty', 'malformed', 'other-scheme'] as const
    const answers = await Promise.all(strangers.map((as) => observe.https({ path: '/', as })))
    const offenders = answers.flatMap(({ outcome, status }, index) =>
      status === 401 ? [] : [{ as: strangers[index], outcome, status }],
    )
    expect(offenders).toEqual([])
  })

  test('is refused to the password that the incident report published', {
    meta: {
      claim: 'https-authenticated/burnt-password',
      level: 'MUST',
      zh: '事故报告中公开的密码必须失效',
      why: 'A password in a report that people pass on is known to everybody.',
      source: 'OWASP ASVS 5.0 §6.2',
      restsOn: ['https-anonymous/status', 'passwords/file-mode'],
    },
  }, async ({ observe, expect, promised }) => {
    expect(promised.burntPasswords.length).toBeGreaterThan(0)
    const { outcome, status } = await observe.https({ path: '/', as: 'burnt-password' })
    expect({ outcome, status }).toEqual({ outcome: 'answered', status: 401 })
  })
})
