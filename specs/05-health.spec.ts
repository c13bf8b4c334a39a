import { describe, test } from '../fixtures/index.ts'

// §5 of the incident report: its /health answered 200 `text/html` with the backend dead. This one must mean something.
describe('Health endpoint', { meta: { zh: '健康检查端点' } }, () => {
  test('Streamlit answers its own health check on loopback', {
    meta: {
      claim: 'health/loopback',
      level: 'MUST',
      needs: ['app'],
      zh: 'Streamlit 在回环地址上的健康检查返回 ok',
      why: 'Asked without nginx in between, it tells a dead backend from a broken proxy.',
      source: 'Streamlit: /_stcore/health',
      restsOn: [
        'ports/streamlit-listens',
        'ports/queue-drains',
        'process/not-stopped',
        'process/command',
        'process/same-namespace',
      ],
    },
  }, async ({ observe, expect, promised }) => {
    const { health } = await observe.loopback()
    expect({ outcome: health.outcome, status: health.status, body: health.text }).toEqual({
      outcome: 'answered',
      status: 200,
      body: promised.health.body,
    })
  })

  test('says ok in plain text to everybody', {
    meta: {
      claim: 'health/says-ok',
      level: 'MUST',
      zh: '匿名访问 /health 返回 200、text/plain、正文恰为 ok',
      why: 'Streamlit answers any unknown path with 200 and its HTML shell: status alone proves nothing.',
      source: 'Streamlit: /_stcore/health',
      restsOn: ['https-anonymous/answered', 'health/loopback'],
    },
  }, async ({ observe, expect, promised }) => {
    const { status, type, text } = await observe.https({ path: promised.health.path })
    expect({ status, type, body: text }).toEqual({
      status: 200,
      type: promised.health.type,
      body: promised.health.body,
    })
  })

  test('asks the backend each time', {
    meta: {
      claim: 'health/reaches-backend',
      level: 'MUST',
      needs: ['accessLog'],
      zh: '/health 每次都真正询问后端',
      why: 'A health endpoint that nginx answers by itself stays green when Streamlit is dead.',
      source: 'nginx: ngx_http_upstream_module, $upstream_addr',
      restsOn: ['health/says-ok', 'health/head', 'health/http1', 'freshness/nonce-in-access-log'],
    },
  }, async ({ observe, expect, promised }) => {
    await observe.https({ path: promised.health.path })
    const { accessLog } = await observe.hostAfter()
    const { host, port } = promised.app.listen
    // A foreign Host on the same path is refused by nginx itself, and rightly so.
    const ours = new Set(promised.https.names)
    const asked = accessLog.entries.filter(({ uri, host }) => uri === promised.health.path && ours.has(host ?? ''))
    expect(asked.length).toBeGreaterThan(0)
    const offenders = asked
      .map(({ upstreamAddr, upstreamStatus }) => ({ upstreamAddr, upstreamStatus }))
      .filter((told) => `${told.upstreamAddr}` !== `${host}:${port}` || `${told.upstreamStatus}` !== '200')
    expect(offenders).toEqual([])
  })

  test('answers HEAD with 200 and the same type', {
    meta: {
      claim: 'health/head',
      level: 'MUST',
      zh: 'HEAD /health 与 GET 一致',
      why: 'Load balancers and the incident report ask with HEAD.',
      source: 'RFC 9110 §9.3.2',
      restsOn: ['health/says-ok'],
    },
  }, async ({ observe, expect, promised }) => {
    const { status, type } = await observe.https({ path: promised.health.path, method: 'HEAD' })
    expect({ status, type }).toEqual({ status: 200, type: promised.health.type })
  })

  test('says the same over HTTP/1.1', {
    meta: {
      claim: 'health/http1',
      level: 'MUST',
      zh: 'HTTP/1.1 下结果一致',
      why: 'Most health checkers speak HTTP/1.1 only.',
      restsOn: ['health/says-ok'],
    },
  }, async ({ observe, expect, promised }) => {
    const { status, text } = await observe.https({ path: promised.health.path, version: 'h1' })
    expect({ status, body: text }).toEqual({ status: 200, body: promised.health.body })
  })
})
