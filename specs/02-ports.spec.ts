import { describe, test } from '../fixtures/index.ts'

// §2 of the incident report: `netstat` shows that something listens. Who, where, and what else, is what matters.
describe('Listening ports', { meta: { zh: '端口监听' } }, () => {
  test('Streamlit listens on its loopback address', {
    meta: {
      claim: 'ports/streamlit-listens',
      level: 'MUST',
      zh: 'Streamlit 在 127.0.0.1:8501 监听',
      why: 'nginx passes every request there: without a listener every visitor gets a 502.',
      source: 'Linux: proc_pid_net(5)',
      // Bound to every address, it is not bound to this one.
      restsOn: ['process/no-prompt', 'ports/streamlit-loopback-only'],
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    const { host: address, port } = promised.app.listen
    expect(host.listenersOn(port).filter((listener) => listener.address === address)).toHaveLength(1)
  })

  test('nothing listens on that port on any other address', {
    meta: {
      claim: 'ports/streamlit-loopback-only',
      level: 'MUST',
      zh: '8501 端口仅绑定回环地址',
      why: 'On any other address the dashboard can be reached around nginx, without a password.',
      source: 'Streamlit: server.address; OWASP ASVS 5.0 §13.2',
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    const { host: address, port } = promised.app.listen
    const offenders = host.listenersOn(port).filter((listener) => listener.address !== address)
    expect(offenders.map(({ family, address }) => ({ family, address }))).toEqual([])
  })

  for (const [port, name] of [
    [443, 'https'],
    [80, 'http'],
  ] as const) {
    test(`nginx, and nothing else, listens on port ${port}`, {
      meta: {
        claim: `ports/${name}`,
        level: 'MUST',
        zh: `端口 ${port} 由 nginx 独占监听`,
        why: 'The front door must be the server whose configuration was checked.',
        source: 'Linux: proc_pid_net(5), proc_pid_fd(5)',
        restsOn: ['process/nginx-workers'],
      },
    }, async ({ observe, expect, promised }) => {
      const host = await observe.host()
      const wanted = promised.listeners.find((listener) => listener.port === port)
      const found = host.listenersOn(port)
      expect([...new Set(found.map(({ address }) => address))].sort()).toEqual([...(wanted?.addresses ?? [])].sort())
      const programs = new Set(found.flatMap(({ owners }) => owners.map(({ program }) => program)))
      expect([...programs]).toEqual([wanted?.executable])
    })
  }

  test('nothing listens that is not promised', {
    meta: {
      claim: 'ports/nothing-else',
      level: 'MUST',
      zh: '没有未承诺的监听端口',
      why: 'A forgotten debug server or a second instance is a second front door.',
      source: 'CIS Benchmarks: only approved services listen',
    },
  }, async ({ observe, expect, promised }) => {
    const { listeners } = await observe.host()
    const allowed = new Map(promised.listeners.map(({ port, addresses }) => [port, addresses]))
    // Ports 0 are promises of an address whatever the port (a container engine's own resolver).
    const offenders = listeners
      .filter(({ address, port }) => !allowed.has(port) && !allowed.get(0)?.includes(address))
      .map(({ address, port, inode }) => ({ address, port, inode }))
    expect(offenders).toEqual([])
  })

  test('the kernel and ss agree on who listens', {
    meta: {
      claim: 'ports/views-agree',
      level: 'MUST',
      zh: '/proc 与 ss 的结果一致',
      why: 'Two views of one thing that differ mean that one of them looks at something else.',
      source: 'ss(8)',
    },
  }, async ({ observe, expect }) => {
    const { listeners, ss, netNamespace } = await observe.host()
    const spell = ({ address, port }: { address: string; port: number }) => `${address} ${port}`
    // `ss` shows the namespace that it runs in; the kernel's tables were read in each.
    const here = listeners.filter((listener) => listener.netNamespace === netNamespace)
    expect([...new Set(ss.map(spell))].sort()).toEqual([...new Set(here.map(spell))].sort())
  })

  test('the app takes the connections that wait for it', {
    meta: {
      claim: 'ports/queue-drains',
      level: 'MUST',
      zh: '监听队列没有积压',
      why: 'Connections that pile up before the app are visitors who wait for nothing.',
      source: 'listen(2), backlog',
      restsOn: ['ports/streamlit-listens', 'process/not-stopped'],
    },
  }, async ({ observe, expect, promised }) => {
    const { port } = promised.app.listen
    const waiting = async (look: 'host' | 'hostAfter') =>
      (await observe[look]()).listenersOn(port).reduce((sum, listener) => sum + listener.queue.receive, 0)
    const before = await waiting('host')
    const after = await waiting('hostAfter')
    // Somebody may be waiting at any one moment; who waits at both ends of the look is not taken at all.
    expect(Math.min(before, after)).toBe(0)
  })
})
