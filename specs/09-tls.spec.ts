import { describe, test } from '../fixtures/index.ts'

// The security list of the incident report: TLS by what the server does, not by what its configuration says.
describe('TLS', { meta: { zh: 'TLS 与证书' } }, () => {
  test('the front door completes a handshake', {
    meta: {
      claim: 'tls/handshake',
      level: 'MUST',
      zh: '443 端口可完成 TLS 握手',
      why: 'An open port is not a service: without a handshake no visitor gets as far as a request.',
      source: 'RFC 8446 §2',
      restsOn: ['ports/https'],
    },
  }, async ({ observe, expect, promised }) => {
    const { outcome, tls } = await observe.https({ path: promised.health.path })
    expect(tls === null ? `no handshake: ${outcome}` : 'a handshake').toBe('a handshake')
  })

  test('the chain, as sent, leads to the trusted root', {
    meta: {
      claim: 'tls/chain-verified',
      level: 'MUST',
      zh: '服务器发送的证书链可验证到受信根',
      why: 'With `curl -k` any certificate passes; a browser shows a warning and no dashboard.',
      source: 'RFC 5280 §6; RFC 6125 §6',
      restsOn: ['tls/handshake', 'tls/lifespan'],
    },
  }, async ({ observe, expect, promised }) => {
    const looks = await Promise.all(
      promised.https.names.map((name) => observe.https({ path: promised.health.path, name })),
    )
    const offenders = looks.flatMap(({ tls, outcome }, index) =>
      tls?.authorized ? [] : [{ name: promised.https.names[index], outcome, error: tls?.authorizationError }],
    )
    expect(offenders).toEqual([])
  })

  test('the certificate served is the one on disk', {
    meta: {
      claim: 'tls/served-is-on-disk',
      level: 'MUST',
      needs: ['https.certificateFile'],
      zh: '实际提供的证书即磁盘上的证书',
      why: 'After a renewal without a reload the old one is served until the day it expires.',
      restsOn: ['tls/handshake'],
    },
  }, async ({ observe, expect, promised }) => {
    const { certificates } = await observe.host()
    const { tls } = await observe.https({ path: promised.health.path })
    expect(certificates.length).toBeGreaterThan(0)
    expect(tls?.chain.map(({ fingerprint256 }) => fingerprint256)).toEqual(
      certificates.map(({ fingerprint256 }) => fingerprint256),
    )
  })

  test('the certificate lasts two more weeks and no longer than a year in all', {
    meta: {
      claim: 'tls/lifespan',
      level: 'MUST',
      zh: '证书有效期合理且未临近到期',
      why: 'What expires next week is an outage with a date; what lasts for years outlives its key’s secrecy.',
      source: 'Mozilla Server Side TLS 6.0: lifespan at most 366 days',
      restsOn: ['tls/handshake'],
    },
  }, async ({ observe, expect, promised, run }) => {
    const { tls } = await observe.https({ path: promised.health.path })
    const leaf = tls?.chain[0]
    const day = 86_400_000
    expect(((leaf?.notAfter ?? 0) - run.started) / day).toBeGreaterThan(14)
    expect(((leaf?.notAfter ?? Number.POSITIVE_INFINITY) - (leaf?.notBefore ?? 0)) / day).toBeLessThanOrEqual(366)
  })

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`${version} is spoken`, {
      meta: {
        claim: `tls/offers-${version.toLowerCase().replace('.', '-')}`,
        level: 'MUST',
        zh: `支持 ${version}`,
        why: 'The promise of the incident report; 1.3 for security, 1.2 for the clients that are left behind.',
        source: 'RFC 9325 §3.1.1',
        restsOn: ['tls/handshake'],
      },
    }, async ({ observe, expect, promised }) => {
      const { outcome, protocol } = await observe.tls({ version })
      const offered = promised.https.versions.includes(version)
      expect({ outcome, protocol }).toEqual(
        offered ? { outcome: 'established', protocol: version } : { outcome: 'alert', protocol: null },
      )
    })
  }

  test('every older version is refused by the server', {
    meta: {
      claim: 'tls/old-refused',
      level: 'MUST',
      zh: '服务器拒绝 SSLv3、TLS 1.0、TLS 1.1',
      why: 'Old versions are offered to attackers, who choose them; a refusal by our own library would prove nothing.',
      source: 'RFC 8996; RFC 7568',
      restsOn: ['tls/handshake'],
    },
  }, async ({ observe, expect, promised }) => {
    const versions = (['SSLv3', 'TLSv1', 'TLSv1.1'] as const).filter(
      (version) => !promised.https.versions.includes(version),
    )
    const looks = await Promise.all(versions.map((version) => observe.tls({ version })))
    const offenders = looks.flatMap(({ outcome, protocol }, index) =>
      outcome === 'alert' ? [] : [{ version: versions[index], outcome, protocol }],
    )
    expect(offenders).toEqual([])
  })

  test('only suites with forward secrecy and authenticated encryption are offered', {
    meta: {
      claim: 'tls/suites',
      level: 'MUST',
      needs: ['https'],
      zh: '仅提供前向保密的 AEAD 套件',
      why: 'A suite that is offered is a suite that an attacker can ask for.',
      source: 'Mozilla Server Side TLS 6.0, intermediate',
      restsOn: ['tls/offers-tlsv1-2'],
    },
  }, async ({ observe, expect }) => {
    const { suites } = await observe.suites({ suites: 'TLSv1.2' })
    expect(suites.length).toBeGreaterThan(0)
    expect(
      suites.filter(
        (suite) =>
          !/^TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_(128|256)_GCM_SHA(256|384)|CHACHA20_POLY1305_SHA256)$/.test(suite),
      ),
    ).toEqual([])
  })

  test('only the recommended groups are offered for key exchange', {
    meta: {
      claim: 'tls/groups',
      level: 'MUST',
      needs: ['https'],
      zh: '密钥交换仅提供推荐曲线',
      why: 'nginx’s default offers groups outside the recommendation; the exchange is only as strong as its weakest group.',
      source: 'Mozilla Server Side TLS 6.0, intermediate',
      restsOn: ['tls/offers-tlsv1-3'],
    },
  }, async ({ observe, expect }) => {
    const { groups } = await observe.suites({ groups: true })
    const recommended = ['X25519MLKEM768', 'X25519', 'prime256v1', 'P-256', 'secp384r1', 'P-384']
    expect(groups.length).toBeGreaterThan(0)
    expect(groups.filter((group) => !recommended.includes(group))).toEqual([])
  })

  test('a name that is not promised gets neither a certificate nor a page', {
    meta: {
      claim: 'tls/unknown-name',
      level: 'MUST',
      zh: '未知域名得不到证书也得不到页面',
      why: 'A server that answers to any name can be put behind somebody else’s.',
      source: 'RFC 6066 §3; nginx: ssl_reject_handshake',
      restsOn: ['tls/handshake'],
    },
  }, async ({ observe, expect, promised }) => {
    expect(promised.https.unknownNamesRefused).toBe(true)
    const { outcome, status } = await observe.https({ path: promised.health.path, name: 'stranger.invalid' })
    expect({ outcome, status }).toEqual({ outcome: 'tls-alert', status: null })
  })

  for (const version of ['h1', 'h2'] as const) {
    test(`a foreign Host behind a good name is misdirected (${version})`, {
      meta: {
        claim: `tls/foreign-host-${version}`,
        level: 'MUST',
        zh: `合法 SNI 下的外来 Host 返回 421（${version}）`,
        why: 'The name in the hello and the name in the request are two; a guard on one of them guards neither.',
        source: 'RFC 9110 §15.5.20',
        restsOn: ['https-anonymous/answered'],
      },
    }, async ({ observe, expect, promised }) => {
      const { status } = await observe.https({ path: promised.health.path, host: 'stranger.invalid', version })
      expect(status).toBe(421)
    })
  }
})
