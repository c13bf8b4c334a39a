import { describe, test } from '../fixtures/index.ts'

// The security list of the incident report: port 80 sends everybody to the same place on HTTPS.
describe('Redirect to HTTPS', { meta: { zh: 'HTTP 到 HTTPS 的重定向' } }, () => {
  test('port 80 answers', {
    meta: {
      claim: 'redirect/answered',
      level: 'MUST',
      needs: ['redirect'],
      zh: '80 端口有应答',
      why: 'Who types the bare name comes here first; silence reads as an outage.',
      source: 'RFC 9110 §3.3',
      restsOn: ['ports/http'],
    },
  }, async ({ observe, expect }) => {
    const { outcome } = await observe.http({ path: '/' })
    expect(outcome).toBe('answered')
  })

  test('port 80 answers 301 to the same name and path', {
    meta: {
      claim: 'redirect/same-place',
      level: 'MUST',
      zh: '80 端口以 301 重定向到相同域名与路径',
      why: 'Content on port 80 is content without encryption; a redirect elsewhere loses the visitor.',
      source: 'RFC 9110 §15.4.2',
      restsOn: ['redirect/answered'],
    },
  }, async ({ observe, expect, promised }) => {
    const path = '/reports/today?day=1'
    const [name] = promised.https.names
    const answer = await observe.http({ path })
    expect({ status: answer.status, location: answer.header('location') }).toEqual({
      status: promised.redirect.status,
      location: `https://${name}${path}`,
    })
  })

  test('a forged Host does not come back in the redirect', {
    meta: {
      claim: 'redirect/forged-host',
      level: 'MUST',
      needs: ['redirect'],
      zh: '伪造的 Host 不会出现在重定向中',
      why: 'A redirect built from the request sends visitors wherever a poisoned cache was told.',
      source: 'OWASP WSTG-INPV-17',
      restsOn: ['redirect/answered'],
    },
  }, async ({ observe, expect }) => {
    const answer = await observe.http({ path: '/', host: 'stranger.invalid' })
    expect(answer.header('location') ?? '').not.toContain('stranger.invalid')
    expect([200, 206]).not.toContain(answer.status)
  })

  test('HSTS is not sent without TLS', {
    meta: {
      claim: 'redirect/no-hsts',
      level: 'MUST',
      needs: ['redirect'],
      zh: '明文连接不发送 HSTS',
      why: 'Browsers must ignore it there, and whoever sends it has not understood where it protects.',
      source: 'RFC 6797 §7.2',
      restsOn: ['redirect/answered'],
    },
  }, async ({ observe, expect }) => {
    const answer = await observe.http({ path: '/' })
    expect({ answered: answer.outcome, hsts: answer.header('strict-transport-security') }).toEqual({
      answered: 'answered',
      hsts: null,
    })
  })
})
