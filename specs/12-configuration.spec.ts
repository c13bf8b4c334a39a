import { describe, test } from '../fixtures/index.ts'

// The security list of the incident report: bcrypt, file modes, and that what runs is what lies on disk.
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
