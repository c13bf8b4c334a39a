import { describe, test } from '../fixtures/index.ts'

// The open point of the incident report: the public name led to another server, which answered 502.
describe('DNS target', { meta: { zh: 'DNS 指向' } }, () => {
  test('every authoritative server gives exactly the promised addresses', {
    meta: {
      claim: 'dns/authoritative-address',
      level: 'MUST',
      zh: '每台权威服务器给出的地址与承诺一致',
      why: 'Where the name leads elsewhere, the server that was repaired is not the one that people reach.',
      source: 'RFC 1035 §3.4.1',
      restsOn: ['dns/authority'],
    },
  }, async ({ observe, expect, promised }) => {
    const servers = promised.dns.servers.filter(({ role }) => role === 'authoritative')
    const answers = await Promise.all(
      servers.map(({ name }) => observe.dns({ server: name, name: promised.dns.name, type: 'A' })),
    )
    const wanted = [...promised.dns.addresses].sort()
    expect(answers.map(({ addresses }, index) => ({ server: servers[index]?.name, addresses }))).toEqual(
      servers.map(({ name }) => ({ server: name, addresses: wanted })),
    )
  })

  test('the authoritative servers answer with authority', {
    meta: {
      claim: 'dns/authority',
      level: 'MUST',
      zh: '权威服务器的应答带 AA 标志',
      why: 'A server that is listed for the zone and does not know it sends part of the visitors nowhere.',
      source: 'RFC 1912 §2.8 (lame delegation)',
    },
  }, async ({ observe, expect, promised }) => {
    const servers = promised.dns.servers.filter(({ role }) => role === 'authoritative')
    const answers = await Promise.all(
      servers.map(({ name }) => observe.dns({ server: name, name: promised.dns.name, type: 'A' })),
    )
    const offenders = answers.flatMap(({ outcome, rcode, authoritative }, index) =>
      outcome === 'answered' && rcode === 'NOERROR' && authoritative
        ? []
        : [{ server: servers[index]?.name, outcome, rcode }],
    )
    expect(offenders).toEqual([])
  })

  test('every resolver gives what the authority gives', {
    meta: {
      claim: 'dns/resolvers-agree',
      level: 'MUST',
      zh: '各解析器与权威服务器一致',
      why: 'Visitors ask a resolver; a stale or split one sends them to the old address.',
      source: 'RFC 8767; RFC 1034 §4.3.4',
      restsOn: ['dns/authoritative-address'],
    },
  }, async ({ observe, expect, promised }) => {
    const servers = promised.dns.servers.filter(({ role }) => role === 'resolver')
    const answers = await Promise.all(
      servers.map(({ name }) => observe.dns({ server: name, name: promised.dns.name, type: 'A' })),
    )
    const wanted = [...promised.dns.addresses].sort()
    expect(answers.map(({ addresses }, index) => ({ server: servers[index]?.name, addresses }))).toEqual(
      servers.map(({ name }) => ({ server: name, addresses: wanted })),
    )
  })

  test('answers over UDP and TCP agree', {
    meta: {
      claim: 'dns/transports-agree',
      level: 'MUST',
      zh: 'UDP 与 TCP 的应答一致',
      why: 'Resolvers fall back to TCP; a name that exists on one transport only fails for some and never for you.',
      source: 'RFC 7766 §5',
      // A resolver that asks servers which disagree gives now the one answer, now the other.
      restsOn: ['dns/authoritative-address'],
    },
  }, async ({ observe, expect, promised }) => {
    const { servers, name } = promised.dns
    const pairs = await Promise.all(
      servers.map(({ name: server }) =>
        Promise.all([
          observe.dns({ server, name, type: 'A' }),
          observe.dns({ server, name, type: 'A', transport: 'tcp' }),
        ]),
      ),
    )
    const offenders = pairs.flatMap(([udp, tcp], index) => {
      const same = tcp.outcome === 'answered' && udp.rcode === tcp.rcode && `${udp.addresses}` === `${tcp.addresses}`
      return same
        ? []
        : [{ server: servers[index]?.name, udp: udp.addresses, tcp: tcp.addresses, outcome: tcp.outcome }]
    })
    expect(offenders).toEqual([])
  })

  test('the name has no IPv6 address that is not promised', {
    meta: {
      claim: 'dns/no-other-family',
      level: 'MUST',
      zh: '没有未承诺的 AAAA 记录',
      why: 'Browsers prefer IPv6: a forgotten AAAA record sends most of them elsewhere while IPv4 tests pass.',
      source: 'RFC 8305 §4',
      restsOn: ['dns/authority'],
    },
  }, async ({ observe, expect, promised }) => {
    const { servers, name } = promised.dns
    const answers = await Promise.all(servers.map(({ name: server }) => observe.dns({ server, name, type: 'AAAA' })))
    const wanted = promised.dns.addresses.filter((address) => address.includes(':')).sort()
    const offenders = answers.flatMap(({ outcome, addresses }, index) =>
      outcome === 'answered' && `${addresses}` === `${wanted}`
        ? []
        : [{ server: servers[index]?.name, outcome, addresses }],
    )
    expect(offenders).toEqual([])
  })

  test('time to live is neither nothing nor for ever', {
    meta: {
      claim: 'dns/ttl',
      level: 'SHOULD',
      zh: 'TTL 合理',
      why: 'A TTL of days keeps visitors at the old address for days after the next move.',
      source: 'RFC 1912 §2.2',
      restsOn: ['dns/authority'],
    },
  }, async ({ observe, expect, promised }) => {
    const servers = promised.dns.servers.filter(({ role }) => role === 'authoritative')
    const answers = await Promise.all(
      servers.map(({ name }) => observe.dns({ server: name, name: promised.dns.name, type: 'A' })),
    )
    const times = answers.flatMap(({ answers }) => answers.map(({ ttl }) => ttl))
    expect(times.filter((ttl) => ttl < 30 || ttl > 86_400)).toEqual([])
  })

  test('every address that the resolvers give leads to this very server', {
    meta: {
      claim: 'dns/leads-here',
      level: 'MUST',
      needs: ['https.certificateFile', 'accessLog'],
      zh: '解析得到的每个地址都通向本服务器',
      why: 'Two servers can answer 200 under one name; only the certificate on our disk and our nonce in our log tell which it is.',
      source: 'RFC 6125 §6',
      restsOn: ['dns/resolvers-agree', 'health/says-ok', 'tls/served-is-on-disk', 'freshness/nonce-in-access-log'],
    },
  }, async ({ observe, expect, promised }) => {
    const { certificates } = await observe.host()
    const resolvers = promised.dns.servers.filter(({ role }) => role === 'resolver')
    const answers = await Promise.all(
      resolvers.map(({ name }) => observe.dns({ server: name, name: promised.dns.name, type: 'A' })),
    )
    const addresses = [...new Set(answers.flatMap((answer) => answer.addresses))].sort()
    const path = `${promised.health.path}?address`
    const reached = await Promise.all(
      addresses.map((address) => observe.https({ path, address, name: promised.dns.name })),
    )
    const { accessLog } = await observe.hostAfter()
    expect(addresses.length).toBeGreaterThan(0)
    expect(certificates.length).toBeGreaterThan(0)
    const offenders = reached.flatMap(({ outcome, status, tls }, index) => {
      const same = tls?.chain[0]?.fingerprint256 === certificates[0]?.fingerprint256
      return status === 200 && same ? [] : [{ address: addresses[index], outcome, status, sameCertificate: same }]
    })
    expect(offenders).toEqual([])
    expect(accessLog.entries.filter(({ uri }) => uri === path)).toHaveLength(addresses.length)
  })
})
