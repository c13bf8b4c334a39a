import { describe, pathsOf, test } from '../fixtures/index.ts'

// The security list of the incident report: each item by what the server does, not by what its configuration says.
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

describe('Password file and configuration', { meta: { zh: '密码文件与配置' } }, () => {
  test('the password file is there, with the promised mode and owner', {
    meta: {
      claim: 'passwords/file-mode',
      level: 'MUST',
      zh: '密码文件权限与属主符合承诺',
      why: 'Whoever can read the hashes can try passwords at leisure.',
      source: 'CIS NGINX Benchmark 2.3.2',
      restsOn: ['passwords/file-present'],
    },
  }, async ({ observe, expect, promised }) => {
    const { mode, owner } = (await observe.host()).file(promised.passwords.file)
    expect({ mode, owner }).toEqual({ mode: promised.passwords.mode, owner: promised.passwords.owner })
  })

  test('the password file exists', {
    meta: {
      claim: 'passwords/file-present',
      level: 'MUST',
      zh: '密码文件存在',
      why: 'Without it nginx answers 403 to everybody who knows the password, and 401 to everybody else, as ever.',
      source: 'nginx: auth_basic_user_file',
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    expect(host.file(promised.passwords.file).exists).toBe(true)
  })

  test('every password is hashed with bcrypt at the promised cost', {
    meta: {
      claim: 'passwords/bcrypt',
      level: 'MUST',
      needs: ['passwords'],
      zh: '所有密码以 bcrypt 存储，cost 达标',
      why: 'The incident report promises bcrypt; `htpasswd -b` as it stands there writes MD5.',
      source: 'OWASP Password Storage Cheat Sheet',
      restsOn: ['passwords/file-present'],
    },
  }, async ({ observe, expect, promised }) => {
    const { passwordEntries } = await observe.host()
    expect(passwordEntries.length).toBeGreaterThan(0)
    const offenders = passwordEntries.filter(
      ({ scheme, cost }) => scheme !== 'bcrypt' || (cost ?? 0) < promised.passwords.minimumCost,
    )
    expect(offenders).toEqual([])
  })

  test('the password file admits nobody but the promised users', {
    meta: {
      claim: 'passwords/known-users',
      level: 'MUST',
      needs: ['passwords.users'],
      zh: '密码文件中只有承诺的用户',
      why: 'A second entry is a second key to the door, and nobody remembers who has it.',
      source: 'CIS Controls v8 §5.1',
      restsOn: ['passwords/file-present'],
    },
  }, async ({ observe, expect, promised }) => {
    const { passwordEntries } = await observe.host()
    expect(passwordEntries.map(({ user }) => user).sort()).toEqual([...promised.passwords.users].sort())
  })

  test('the private key is readable by its owner alone', {
    meta: {
      claim: 'tls/key-mode',
      level: 'MUST',
      needs: ['https.keyFile'],
      zh: '私钥仅属主可读',
      why: 'Who can read the key can be the server.',
      source: 'CIS NGINX Benchmark 4.1.3',
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    const { exists, owner, mode } = host.file(promised.https.keyFile)
    expect({ exists, owner }).toEqual({ exists: true, owner: 'root' })
    expect(mode).toMatch(/^[46]00$/)
  })

  test('nginx accepts its configuration', {
    meta: {
      claim: 'configuration/valid',
      level: 'MUST',
      needs: ['proxy'],
      zh: 'nginx 配置校验通过',
      why: 'With a broken file the old workers go on, and the next restart is an outage.',
      source: 'nginx(8): -t',
    },
  }, async ({ observe, expect }) => {
    const { nginxTest } = await observe.host()
    expect(nginxTest.exitCode).toBe(0)
  })

  test('nginx runs the configuration that lies on disk', {
    meta: {
      claim: 'configuration/loaded',
      level: 'MUST',
      needs: ['proxy'],
      zh: '正在运行的配置即磁盘上的配置',
      why: '`nginx -T` shows the file, not the server: what was edited and not reloaded is true of neither.',
      source: 'nginx: Controlling nginx, SIGHUP',
      restsOn: ['configuration/valid', 'process/nginx-workers'],
    },
  }, async ({ observe, expect }) => {
    const host = await observe.host()
    const { workers } = host.nginxProcesses
    const loaded = Math.min(...workers.map(({ startedAt }) => startedAt))
    const paths = [...host.nginxConfig.files.keys()]
    expect(paths.length).toBeGreaterThan(0)
    expect(workers.length).toBeGreaterThan(0)
    // A worker's start is known to a clock tick and the boot second: what was written just before it was read is loaded.
    const offenders = paths.filter((path) => host.file(path).mtime > loaded + 1000)
    expect(offenders).toEqual([])
  })
})
