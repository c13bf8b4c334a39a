import { describe, test } from '../fixtures/index.ts'

// §6 of the incident report: its script called a 401 healthy. Here the script's word is held against what we saw ourselves.
describe('Health check script and heartbeat', { meta: { zh: '健康检查脚本与心跳' } }, () => {
  test('runs to its end and says a verdict', {
    meta: {
      claim: 'script/runs',
      level: 'MUST',
      zh: '脚本运行完毕并给出结论',
      why: 'A script that hangs or crashes is silence, and silence is what alerts take for peace.',
    },
  }, async ({ observe, expect, promised }) => {
    expect(promised.script.command.length).toBeGreaterThan(0)
    const { timedOut, verdict } = await observe.script()
    expect({ timedOut, verdict: verdict === null ? 'none' : 'said' }).toEqual({ timedOut: false, verdict: 'said' })
  })

  test('says what independent looks at the same server say', {
    meta: {
      claim: 'script/agrees',
      level: 'MUST',
      needs: ['script', 'app'],
      zh: '脚本结论与独立证据一致',
      why: 'The script is a second witness: where it contradicts what was seen from outside, it cannot be trusted either way.',
      restsOn: ['script/runs'],
    },
  }, async ({ observe, expect, promised }) => {
    const host = await observe.host()
    // Over HTTP/1.1, as the script itself asks.
    const [script, health, stranger, page, inside] = await Promise.all([
      observe.script(),
      observe.https({ path: promised.health.path, version: 'h1' }),
      observe.https({ path: '/', version: 'h1' }),
      observe.https({ path: '/', as: 'user', version: 'h1' }),
      observe.loopback(),
    ])
    // Whoever else holds the port is no dashboard, however well the real one answers.
    const owners = host.ownersOf(promised.app.listen.port)
    const program = promised.app.arguments.find((word) => word.endsWith('.py')) ?? ''
    const works =
      owners.length > 0 &&
      owners.every(({ command }) => command.includes(program)) &&
      health.status === 200 &&
      health.text === promised.health.body &&
      stranger.status === 401 &&
      page.status === 200 &&
      inside.health.status === 200 &&
      inside.health.text === promised.health.body
    expect(script.verdict).toBe(works ? 'HEALTHY' : 'DEGRADED')
  })

  test('finds the system healthy, and each part of it', {
    meta: {
      claim: 'script/healthy',
      level: 'MUST',
      needs: ['script'],
      zh: '脚本判定系统 HEALTHY，且各部分均无异常',
      why: 'This is what operators are woken by.',
      restsOn: [
        'script/agrees',
        'process/one-owner',
        'health/http1',
        'https-authenticated/http1',
        'https-anonymous/http1',
      ],
    },
  }, async ({ observe, expect }) => {
    const { verdict, lines } = await observe.script()
    expect(verdict).toBe('HEALTHY')
    // Its word for the whole must not hide what it says of the parts. The heartbeat is another claim's.
    const complaints = lines.filter(({ level, tag }) => level !== 'INFO' && tag !== 'DINGTALK')
    expect(complaints.map(({ level, tag, text }) => ({ level, tag, text }))).toEqual([])
  })

  test('ends with the exit code of its verdict', {
    meta: {
      claim: 'script/exit-code',
      level: 'MUST',
      needs: ['script'],
      zh: '退出码与结论一致：0 HEALTHY、1 DEGRADED、2 通知失败',
      why: 'Cron and every supervisor read the exit code, not the log.',
      source: 'POSIX.1-2024 §2.8.2',
      restsOn: ['script/runs', 'heartbeat/reported'],
    },
  }, async ({ observe, expect }) => {
    const { verdict, exitCode, dingtalk } = await observe.script()
    const wanted = verdict === 'DEGRADED' ? 1 : dingtalk?.errcode === 0 ? 0 : 2
    expect(exitCode).toBe(wanted)
  })

  test('logs in the promised form, with a numeric offset on every line', {
    meta: {
      claim: 'script/log-form',
      level: 'MUST',
      needs: ['script'],
      zh: '日志格式正确，每行时间带数字时区偏移',
      why: 'A log that machines cannot read is read by nobody, and `CST` is three different times.',
      source: 'RFC 3339 §4.3',
      restsOn: ['script/runs'],
    },
  }, async ({ observe, expect }) => {
    const { lines } = await observe.script()
    const tags = new Set(lines.map(({ tag }) => tag))
    expect(['NGINX', 'STREAMLIT', 'HTTPS', 'STATUS', 'DINGTALK'].filter((tag) => !tags.has(tag))).toEqual([])
    expect(lines.filter(({ time }) => time === null).map(({ tag, offset }) => ({ tag, offset }))).toEqual([])
  })

  test('logs the run that it was started for, while it was under way', {
    meta: {
      claim: 'script/log-fresh',
      level: 'MUST',
      needs: ['script'],
      zh: '日志含本次运行的随机数，时间落在执行期间',
      why: 'Yesterday’s log shown today looks the same; only our nonce and the clock beside it do not.',
      restsOn: ['script/log-form', 'freshness/clock'],
    },
  }, async ({ observe, expect }) => {
    const script = await observe.script()
    // Before anything else is asked: a script that was cut off has no clock after it.
    expect(script.nonceSeen).toBe(true)
    const { lines, clockBefore, clockAfter } = script
    const offenders = lines.filter(({ time }) => time === null || time < clockBefore - 1500 || time > clockAfter + 1500)
    expect(offenders.map(({ time, tag }) => ({ time, tag }))).toEqual([])
  })

  test('reports the heartbeat as accepted', {
    meta: {
      claim: 'heartbeat/reported',
      level: 'MUST',
      needs: ['script'],
      zh: '脚本日志显示心跳 errcode 为 0',
      why: 'DingTalk answers HTTP 200 to everything; only errcode 0 is a delivery.',
      source: 'DingTalk Open Platform: custom robot, errcode',
      restsOn: ['script/runs', 'heartbeat/accepted'],
    },
  }, async ({ observe, expect, promised }) => {
    expect(promised.heartbeat.keyword).not.toBe('')
    const { dingtalk } = await observe.script()
    expect(dingtalk?.errcode).toBe(0)
  })

  test('the robot received the heartbeat of this run and accepted it', {
    meta: {
      claim: 'heartbeat/accepted',
      level: 'MUST',
      needs: ['script', 'receipts'],
      zh: '机器人收到本次运行的心跳并以 errcode 0 接受',
      why: 'What the sender says it sent and what the receiver says it took are two different facts.',
      source: 'DingTalk Open Platform: custom robot, errcode',
      restsOn: ['heartbeat/keyword'],
    },
  }, async ({ observe, expect, run }) => {
    await observe.script()
    const { messages } = await observe.robot()
    const ours = messages.filter(({ text }) => text.includes(run.nonce))
    expect(ours.map(({ errcode }) => errcode)).toEqual([0])
  })

  test('arrives, once', {
    meta: {
      claim: 'heartbeat/received',
      level: 'MUST',
      needs: ['script', 'receipts'],
      zh: '机器人恰好收到一次本次运行的心跳',
      why: 'A heartbeat that nobody receives is silence; two for one run are two runs to whoever counts them.',
      source: 'DingTalk Open Platform: custom robot',
      restsOn: ['script/runs'],
    },
  }, async ({ observe, expect, run }) => {
    await observe.script()
    const { messages } = await observe.robot()
    const ours = messages.filter(({ text }) => text.includes(run.nonce))
    expect(ours.map(({ errcode }) => errcode)).toHaveLength(1)
  })

  test('carries the keyword that the robot asks for', {
    meta: {
      claim: 'heartbeat/keyword',
      level: 'MUST',
      needs: ['script', 'receipts'],
      zh: '心跳包含约定关键词',
      why: 'Without it DingTalk answers 310000 and delivers nothing.',
      source: 'DingTalk Open Platform: custom robot, security settings',
      restsOn: ['heartbeat/received'],
    },
  }, async ({ observe, expect, promised, run }) => {
    await observe.script()
    const { messages } = await observe.robot()
    const ours = messages.filter(({ text }) => text.includes(run.nonce))
    expect(ours.length).toBeGreaterThan(0)
    expect(ours.filter(({ text }) => !text.includes(promised.heartbeat.keyword))).toEqual([])
  })

  test('tells the state that the script found', {
    meta: {
      claim: 'heartbeat/tells-verdict',
      level: 'MUST',
      needs: ['script', 'receipts'],
      zh: '心跳内容与脚本结论一致',
      why: 'A heartbeat that says HEALTHY whatever happens is the false green that people read on their phones.',
      restsOn: ['heartbeat/received'],
    },
  }, async ({ observe, expect, run }) => {
    const { verdict } = await observe.script()
    const { messages } = await observe.robot()
    const told = messages
      .filter(({ text }) => text.includes(run.nonce))
      .map(({ text }) => /HEALTHY|DEGRADED/.exec(text)?.[0])
    expect(told).toEqual([verdict])
  })

  test('holds no secret', {
    meta: {
      claim: 'heartbeat/no-secret',
      level: 'MUST',
      needs: ['script', 'receipts'],
      zh: '心跳与脚本日志不含任何密钥',
      why: 'Chat groups are archived, forwarded and searched by people who may not know the password.',
      source: 'OWASP ASVS 5.0 §16.2.5',
    },
  }, async ({ observe, expect }) => {
    const { output } = await observe.script()
    const { messages } = await observe.robot()
    // A secret was blacked out at capture, before it was written: its mark is what remains of it.
    const marks = [output, ...messages.map(({ text }) => text)].flatMap(
      (text) => text.match(/\[redacted:[\w-]+\]/g) ?? [],
    )
    expect(marks).toEqual([])
  })
})
