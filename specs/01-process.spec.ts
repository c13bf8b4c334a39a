import { describe, test } from '../fixtures/index.ts'

// §1 of the incident report: `ps | grep` matched a process that was stuck. Here the socket leads to the process, not its name.
describe('The Streamlit process', { meta: { zh: 'Streamlit 进程' } }, () => {
  test('does not wait at a prompt', {
    meta: {
      claim: 'process/no-prompt',
      level: 'MUST',
      needs: ['app'],
      zh: '进程没有卡在输入提示上',
      why: 'Without headless mode Streamlit asks for an e-mail address before it binds: it is listed, and serves nobody. This was the incident.',
      source: 'Streamlit: server.headless',
    },
  }, async ({ observe, expect }) => {
    const { appLog } = await observe.host()
    const last = appLog.trimEnd().split('\n').at(-1)?.trim() ?? ''
    expect(last).not.toMatch(/(Email|password|\[y\/N\]|\(yes\/no\))\s*[:?]?$/i)
  })

  test('is one process, found by the socket it owns', {
    meta: {
      claim: 'process/one-owner',
      level: 'MUST',
      zh: '监听套接字由恰好一个进程持有',
      why: 'A name in a process list proves nothing; the owner of the listening socket is who answers.',
      source: 'Linux: proc_pid_fd(5), proc_pid_net(5)',
      restsOn: ['ports/streamlit-listens'],
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    const owners = new Set(host.ownersOf(promised.app.listen.port).map(({ pid }) => pid))
    expect(owners.size).toBe(1)
  })

  test('runs the promised program with the promised arguments', {
    meta: {
      claim: 'process/command',
      level: 'MUST',
      zh: '可执行文件与命令行参数与承诺一致',
      why: 'Anything can hold port 8501; only this command line is the dashboard.',
      source: 'Linux: proc_pid_cmdline(5), proc_pid_exe(5)',
      restsOn: ['process/one-owner'],
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    const [owner] = host.ownersOf(promised.app.listen.port)
    expect({
      program: owner?.program?.replace(/[\d.]+$/, ''),
      arguments: owner?.command.slice(1),
      directory: owner?.cwd,
    }).toEqual({
      program: 'python',
      arguments: promised.app.arguments,
      directory: promised.app.directory,
    })
  })

  test('runs as the promised user', {
    meta: {
      claim: 'process/user',
      level: 'MUST',
      zh: '以承诺的用户身份运行',
      why: 'Another user has other files, other keys and other rights.',
      source: 'CIS Benchmarks: least privilege',
      restsOn: ['process/one-owner'],
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    expect(host.ownersOf(promised.app.listen.port)[0]?.user).toBe(promised.app.user)
  })

  test('is neither stopped nor dead', {
    meta: {
      claim: 'process/not-stopped',
      level: 'MUST',
      zh: '进程未被暂停、跟踪或成为僵尸',
      why: 'A stopped process keeps its port and answers nobody: visitors wait for a 504.',
      source: 'Linux: proc_pid_stat(5)',
      restsOn: ['process/one-owner'],
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    const state = host.ownersOf(promised.app.listen.port)[0]?.state
    // Running, sleeping, or waiting for a disk.
    expect(state ?? 'no process').toMatch(/^[RSD]$/)
  })

  test('is the same process at the end of the look as at its beginning', {
    meta: {
      claim: 'process/same-throughout',
      level: 'MUST',
      zh: '观察期间进程未重启',
      why: 'A restart loop looks healthy at every single moment at which it happens to be up.',
      source: 'Linux: proc_pid_stat(5), starttime',
      restsOn: ['process/one-owner'],
    },
  }, async ({ observe, expect, promised }) => {
    const { port } = promised.app.listen
    const before = (await observe.host()).ownersOf(port).map(({ pid, startTicks }) => ({ pid, startTicks }))
    const after = (await observe.hostAfter()).ownersOf(port).map(({ pid, startTicks }) => ({ pid, startTicks }))
    expect(before.length).toBeGreaterThan(0)
    expect(after).toEqual(before)
  })

  test('was started after the files it runs were written', {
    meta: {
      claim: 'process/newer-than-program',
      level: 'MUST',
      zh: '进程启动时间晚于所运行的文件',
      why: 'An old process goes on serving the old build after a deployment that only looked successful.',
      source: 'Linux: proc_pid_stat(5), stat(2)',
      restsOn: ['process/command'],
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    const script = promised.app.arguments.find((word) => word.endsWith('.py'))
    const file = host.file(`${promised.app.directory}/${script}`)
    const started = host.ownersOf(promised.app.listen.port)[0]?.startedAt ?? 0
    expect(file.exists).toBe(true)
    expect(started).toBeGreaterThanOrEqual(file.mtime)
  })

  test('shares the network namespace with nginx', {
    meta: {
      claim: 'process/same-namespace',
      level: 'MUST',
      zh: '与 nginx 处于同一网络命名空间',
      why: 'In another namespace 127.0.0.1 is another loopback: each looks fine by itself, together they are a 502.',
      source: 'Linux: network_namespaces(7)',
      restsOn: ['process/one-owner', 'process/nginx-workers'],
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    const namespace = host.ownersOf(promised.app.listen.port)[0]?.netNamespace
    expect(namespace).toBeTruthy()
    expect([...new Set(host.nginxProcesses.workers.map(({ netNamespace }) => netNamespace))]).toEqual([namespace])
  })

  test('is served by nginx workers that run, and not as root', {
    meta: {
      claim: 'process/nginx-workers',
      level: 'MUST',
      zh: 'nginx 工作进程在运行且非 root',
      why: 'The master only holds the ports; without workers nobody is served, and a worker that is root gives away the machine.',
      source: 'CIS NGINX Benchmark 2.2.1',
    },
  }, async ({ observe, expect }) => {
    const { workers } = (await observe.host()).nginxProcesses
    expect(workers.length).toBeGreaterThan(0)
    const offenders = workers
      .filter(({ state, user }) => !['R', 'S', 'D'].includes(state) || user === 'root')
      .map(({ pid, state, user }) => ({ pid, state, user }))
    expect(offenders).toEqual([])
  })

  test('leaves no dead children behind', {
    meta: {
      claim: 'process/no-zombies',
      level: 'MUST',
      zh: '没有未回收的僵尸进程',
      why: 'A zombie keeps its name in the process list: `pgrep` finds it and calls it running.',
      source: 'Linux: wait(2)',
    },
  }, async ({ observe, expect }) => {
    // Dead at both ends of the look: whoever is just being reaped is no zombie.
    const before = (await observe.host()).processes.filter(({ state }) => state === 'Z')
    const after = new Set(
      (await observe.hostAfter()).processes.filter(({ state }) => state === 'Z').map(({ pid }) => pid),
    )
    expect(before.filter(({ pid }) => after.has(pid)).map(({ pid, ppid }) => ({ pid, ppid }))).toEqual([])
  })
})
