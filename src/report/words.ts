import type { Level } from '../evidence/level.ts'
import type { VerdictWord } from '../evidence/verdict.ts'

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

/** Every text of ours that a report holds beside the claims' own; one member for each, the same in every language. */
export interface Words {
  readonly verdict: Readonly<Record<VerdictWord, string>>
  readonly level: Readonly<Record<Level, string>>
  readonly status: Readonly<Record<'holds' | 'refuted' | 'undecided', string>>
  /** Between a label and what it names, and between the members of a list. */
  readonly colon: string
  readonly comma: string

  // The verdict in one line.
  readonly allHold: (claims: number) => string
  readonly mustHold: string
  readonly mustHoldOrWaived: string
  readonly roots: (roots: number, follow: number) => string
  readonly holdOf: (holds: number, claims: number) => string
  readonly undecided: (claims: number) => string
  readonly defective: (defects: number) => string
  readonly part: string
  readonly nothingHeld: string
  readonly shouldRefuted: (claims: number) => string
  readonly waivedClaims: (claims: number) => string
  readonly target: string

  // Labels beside a refuted claim.
  readonly seen: string
  readonly expected: string
  readonly said: string
  readonly why: string
  readonly look: string
  readonly follows: string
  readonly followsFrom: string
  readonly followCount: (claims: number) => string
  readonly source: string
  readonly act: string
  readonly root: string
  readonly rootWaived: string
  readonly claims: (claims: number) => string
  readonly more: (rest: number) => string
  readonly moreCommands: (rest: number) => string
  readonly nothing: string

  // Further parts.
  readonly couldNotLook: string
  readonly notExaminedTitle: string
  readonly shouldTitle: string
  readonly defectsTitle: string
  readonly waivedTitle: string
  readonly notPromisedTitle: string
  readonly partOnly: (glob: string) => string
  readonly firstRun: string
  readonly sinceAt: (when: string) => string
  readonly counted: (word: VerdictWord, count: number) => string
  readonly unchanged: string
  readonly newlyRefuted: string
  readonly newlyHolding: string
  readonly newlyUnknown: string
  readonly dropped: string
  readonly took: (seconds: string) => string
  readonly folder: string
  readonly details: string
  readonly prepare: string
  readonly stackGone: string
  readonly advice: (code: string | null) => string

  // The report.
  readonly reportTitle: string
  readonly date: string
  readonly time: string
  readonly state: string
  readonly run: string
  readonly suite: string
  readonly method: string
  readonly methodText: string
  readonly uncommitted: string
  readonly summary: string
  readonly section: string
  readonly lastRun: string
  readonly thisRun: string
  readonly causes: string
  readonly changes: string
  readonly evidence: string
  readonly results: string
  readonly check: string
  readonly levelTitle: string
  readonly observed: string
  readonly asClaimed: string
  readonly overall: string
  readonly openPoints: string
  readonly noOpenPoints: string
  readonly commands: string
  readonly commandsText: string
  readonly command: string
  readonly output: string
  readonly from: string
  readonly shownIn: (place: string) => string
  readonly noBytes: (name: string) => string
  readonly omitted: (octets: string) => string
  readonly octets: (octets: string) => string
  readonly blindness: string
  readonly redacted: string
  readonly noObservation: string
  readonly ended: string
  readonly unnamed: string
  readonly ofSection: (verdictCounts: { holds: number; claims: number }) => string

  // One claim in full.
  readonly sentence: string
  readonly restsOn: string
  readonly declared: string
  readonly reason: string
  readonly observation: (index: number, of: number) => string
  readonly asked: string
  readonly head: string
  readonly notRecorded: string

  // While it runs.
  readonly surveying: (taken: number, asked: number, seconds: string) => string
  readonly judging: (claims: number) => string
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

const en: Words = {
  verdict: {
    holds: 'holds',
    refuted: 'refuted',
    unknown: 'unknown',
    waived: 'waived',
    'not examined': 'not examined',
    'not promised': 'not promised',
  },
  level: { MUST: 'MUST', SHOULD: 'SHOULD' },
  status: { holds: 'HOLDS', refuted: 'REFUTED', undecided: 'UNDECIDED' },
  colon: ': ',
  comma: ', ',

  allHold: (claims) => (claims === 1 ? 'the one claim holds' : `all ${claims} claims hold`),
  mustHold: 'every MUST holds',
  mustHoldOrWaived: 'every MUST holds or is waived',
  roots: (roots, follow) =>
    follow === 0
      ? plural(roots, 'root', 'roots')
      : `${plural(roots, 'root', 'roots')}, ${plural(follow, 'claim follows', 'claims follow')}`,
  holdOf: (holds, claims) => `${holds} of ${plural(claims, 'claim', 'claims')} hold`,
  undecided: (claims) => `${plural(claims, 'claim', 'claims')} could not be judged`,
  defective: (defects) => plural(defects, 'defect of the suite', 'defects of the suite'),
  part: 'only part of the claims ran',
  nothingHeld: 'nothing that counts was shown to hold',
  shouldRefuted: (claims) => `${claims} SHOULD refuted`,
  waivedClaims: (claims) => `${claims} waived`,
  target: 'target',

  seen: 'seen',
  expected: 'expected',
  said: 'said',
  why: 'why',
  look: 'look',
  follows: 'follows',
  followsFrom: 'follows from',
  followCount: (claims) => plural(claims, 'claim follows', 'claims follow'),
  source: 'source',
  act: 'do',
  root: 'ROOT',
  rootWaived: 'ROOT (waived)',
  claims: (claims) => plural(claims, 'claim', 'claims'),
  more: (rest) => `and ${rest} more`,
  moreCommands: (rest) => `… ${plural(rest, 'more command', 'more commands')}`,
  nothing: 'nothing: []',

  couldNotLook: 'Could not look',
  notExaminedTitle: 'Not examined: the claim did not run to its end',
  shouldTitle: 'SHOULD, told but not counted',
  defectsTitle: 'Defects of the suite: they fail the run',
  waivedTitle: 'Waived',
  notPromisedTitle: 'Not promised by the target, not counted',
  partOnly: (glob) => `Part of a run, never green: only claims that match ${glob}`,
  firstRun: 'first complete run of this target: nothing to compare with',
  sinceAt: (when) => `since the last run (${when})`,
  counted: (word, count) => `${count} ${word === 'holds' && count !== 1 ? 'hold' : word}`,
  unchanged: 'no verdict changed',
  newlyRefuted: 'newly refuted',
  newlyHolding: 'newly holding',
  newlyUnknown: 'newly unknown',
  dropped: 'no longer asked',
  took: (text) => `${text} s`,
  folder: 'evidence',
  details: 'details',
  prepare: 'first',
  stackGone: 'The stack of this run is gone. To look by hand, keep one and verify that:',
  advice: (code) => {
    switch (code) {
      case 'deadline':
        return 'what we asked was too slow: see the load of the server and of this machine, then verify again'
      case 'permission':
        return 'look with more rights: as root on the server; in a container with the capability SYS_PTRACE'
      case 'binary-missing':
        return 'install on the server what the reason names, or let it be found in PATH'
      case 'engine-gone':
        return 'see whether the engine answers (docker ps); npm run setup starts it; then verify again'
      case 'container-gone':
        return 'see whether the container still runs (docker ps -a), then verify again'
      case 'no-password':
        return 'give the password in EVIDENCE_PASSWORD or in the file that the target names'
      case 'ssh':
      case 'ssh-failed':
        return 'log in with ssh by hand, as the same user, and mend what it says'
      case 'shell-missing':
        return 'the server needs a POSIX shell for us to look inside'
      case 'interrupted':
        return 'the run was interrupted: verify again'
      case 'local-tls':
        return "this machine's OpenSSL will not ask that: run with the Node that npm ci installs"
      case 'name-unresolved':
        return 'see the resolver of this machine (/etc/resolv.conf), then verify again'
      case 'no-way':
        return 'say in evidence.config.ts how the runner reaches that port'
      case 'not-in-record':
        return 'the record was made by another suite or cut short: verify again'
      case 'evidence-missing':
      case 'evidence-altered':
        return 'the record is damaged: restore it from the archive, or verify again'
      case 'probe-defect':
        return 'a defect of ours: report it with the run’s folder'
      default:
        return 'mend what the reason names, then verify again'
    }
  },

  reportTitle: 'Verification report',
  date: 'Date',
  time: 'Time',
  state: 'Status',
  run: 'run',
  suite: 'Suite',
  method: 'Method',
  methodText: 'zero trust: looked first, then judged from the record alone',
  uncommitted: 'with uncommitted changes',
  summary: 'Summary',
  section: 'Section',
  lastRun: 'Last run',
  thisRun: 'This run',
  causes: 'Root causes',
  changes: 'Since the last run',
  evidence: 'Results: what was seen',
  results: 'All claims',
  check: 'Claim',
  levelTitle: 'Level',
  observed: 'Observed',
  asClaimed: 'as claimed',
  overall: 'Overall',
  openPoints: 'Open points',
  noOpenPoints: 'None.',
  commands: 'Commands to see it by hand',
  commandsText:
    'As the probes wrote them down; read a command before you paste it. `EVIDENCE_PASSWORD` holds the password where one is needed.',
  command: 'Command',
  output: 'Output',
  from: 'from',
  shownIn: (place) => `shown in ${place}`,
  noBytes: (name) => `the bytes of ${name} are not in the record`,
  omitted: (octets) => `${octets} octets left out`,
  octets: (octets) => `${octets} octets`,
  blindness: 'could not look',
  redacted: 'blacked out',
  noObservation: 'No observation: the claim did not get to ask.',
  ended: 'Report of',
  unnamed: '(no title)',
  ofSection: ({ holds, claims }) => `${holds}/${claims} hold`,

  sentence: 'claim',
  restsOn: 'rests on',
  declared: 'declared',
  reason: 'reason',
  observation: (index, of) => `OBSERVATION ${index} of ${of}`,
  asked: 'asked',
  head: 'answer',
  notRecorded: 'not in the record',

  surveying: (taken, asked, text) => `looking: ${taken} of ${asked} observations, ${text} s`,
  judging: (claims) => `judging ${plural(claims, 'claim', 'claims')}`,
}

const zh: Words = {
  verdict: {
    holds: '成立',
    refuted: '不成立',
    unknown: '未知',
    waived: '已豁免',
    'not examined': '未检查',
    'not promised': '未承诺',
  },
  level: { MUST: '必须', SHOULD: '建议' },
  status: { holds: '全部成立', refuted: '不成立', undecided: '无法判定' },
  colon: '：',
  comma: '、',

  allHold: (claims) => `${claims} 项声明全部成立`,
  mustHold: '必须项全部成立',
  mustHoldOrWaived: '必须项均成立或已豁免',
  roots: (roots, follow) => (follow === 0 ? `${roots} 个根因` : `${roots} 个根因，连带 ${follow} 项`),
  holdOf: (holds, claims) => `${claims} 项中 ${holds} 项成立`,
  undecided: (claims) => `${claims} 项无法判定`,
  defective: (defects) => `套件有 ${defects} 处缺陷`,
  part: '仅执行了部分声明',
  nothingHeld: '没有任何计入结论的声明得到证实',
  shouldRefuted: (claims) => `建议项 ${claims} 项不成立`,
  waivedClaims: (claims) => `已豁免 ${claims} 项`,
  target: '目标',

  seen: '实际',
  expected: '预期',
  said: '断言',
  why: '理由',
  look: '命令',
  follows: '连带',
  followsFrom: '源自',
  followCount: (claims) => `连带 ${claims} 项`,
  source: '依据',
  act: '处理',
  root: '根因',
  rootWaived: '根因（已豁免）',
  claims: (claims) => `${claims} 项`,
  more: (rest) => `另有 ${rest} 项`,
  moreCommands: (rest) => `……另有 ${rest} 条命令`,
  nothing: '空：[]',

  couldNotLook: '未能观测',
  notExaminedTitle: '未检查：声明未执行完毕',
  shouldTitle: '建议项：仅告知，不计入结论',
  defectsTitle: '套件缺陷：本次运行因此不通过',
  waivedTitle: '已豁免',
  notPromisedTitle: '目标未承诺，不计入结论',
  partOnly: (glob) => `部分运行，不能算通过：仅执行匹配 ${glob} 的声明`,
  firstRun: '该目标的首次完整运行，无可比对',
  sinceAt: (when) => `与上次运行（${when}）相比`,
  counted: (word, count) => `${count} ${zh.verdict[word]}`,
  unchanged: '结论无变化',
  newlyRefuted: '新不成立',
  newlyHolding: '新成立',
  newlyUnknown: '新增未知',
  dropped: '不再检查',
  took: (text) => `${text} 秒`,
  folder: '证据',
  details: '详情',
  prepare: '先执行',
  stackGone: '本次运行的容器栈已销毁。若要手动查看，请保留一个容器栈并对其验证：',
  advice: (code) => {
    switch (code) {
      case 'deadline':
        return '应答过慢：检查服务器与本机负载，然后重新验证'
      case 'permission':
        return '提升观测权限：在服务器上用 root；容器需有 SYS_PTRACE 能力'
      case 'binary-missing':
        return '在服务器上安装原因中所列程序，或将其加入 PATH'
      case 'engine-gone':
        return '检查容器引擎是否应答（docker ps）；npm run setup 可启动它；然后重新验证'
      case 'container-gone':
        return '检查容器是否仍在运行（docker ps -a），然后重新验证'
      case 'no-password':
        return '通过 EVIDENCE_PASSWORD 或目标所指的文件提供密码'
      case 'ssh':
      case 'ssh-failed':
        return '以同一用户手动 ssh 登录，并排除其报错'
      case 'shell-missing':
        return '服务器须有 POSIX shell，否则无法从内部观测'
      case 'interrupted':
        return '运行被中断：请重新验证'
      case 'local-tls':
        return '本机 OpenSSL 拒绝发起该请求：请使用 npm ci 安装的 Node'
      case 'name-unresolved':
        return '检查本机解析器（/etc/resolv.conf），然后重新验证'
      case 'no-way':
        return '在 evidence.config.ts 中写明运行端如何到达该端口'
      case 'not-in-record':
        return '记录来自其他版本的套件或被截断：请重新验证'
      case 'evidence-missing':
      case 'evidence-altered':
        return '记录已损坏：从归档恢复，或重新验证'
      case 'probe-defect':
        return '本套件的缺陷：请连同运行目录一并报告'
      default:
        return '排除原因中所述问题，然后重新验证'
    }
  },

  reportTitle: '验证报告',
  date: '日期',
  time: '时间',
  state: '状态',
  run: '运行',
  suite: '套件',
  method: '方法',
  methodText: '零信任：先观测留证，再仅凭记录判定',
  uncommitted: '含未提交的修改',
  summary: '执行摘要',
  section: '检查项',
  lastRun: '上次运行',
  thisRun: '本次运行',
  causes: '根本原因',
  changes: '与上次运行相比',
  evidence: '验证结果：物理证据',
  results: '结果汇总',
  check: '声明',
  levelTitle: '级别',
  observed: '实际结果',
  asClaimed: '与声明一致',
  overall: '总体结果',
  openPoints: '未决事项',
  noOpenPoints: '无。',
  commands: '验证命令（可重现）',
  commandsText: '由探针记录，粘贴前请先读一遍。需要密码时取自 `EVIDENCE_PASSWORD`。',
  command: '命令',
  output: '输出',
  from: '观测位置',
  shownIn: (place) => `见 ${place}`,
  noBytes: (name) => `记录中没有 ${name} 的字节`,
  omitted: (octets) => `省略 ${octets} 字节`,
  octets: (octets) => `${octets} 字节`,
  blindness: '未能观测',
  redacted: '已遮蔽',
  noObservation: '无观测：该声明未能发起任何观测。',
  ended: '报告对应运行',
  unnamed: '（无标题）',
  ofSection: ({ holds, claims }) => `${holds}/${claims} 成立`,

  sentence: '声明',
  restsOn: '依赖',
  declared: '定义于',
  reason: '原因',
  observation: (index, of) => `观测 ${index}/${of}`,
  asked: '请求',
  head: '应答',
  notRecorded: '不在记录中',

  surveying: (taken, asked, text) => `观测中：${taken}/${asked}，已用 ${text} 秒`,
  judging: (claims) => `判定 ${claims} 项声明`,
}

export const words: Readonly<Record<Language, Words>> = { en, 'zh-CN': zh }

/** A title in the reader's language. */
export function inLanguage(title: { readonly en: string; readonly zh: string }, language: Language): string {
  return language === 'en' ? title.en : title.zh
}
