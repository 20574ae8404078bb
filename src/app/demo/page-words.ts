import { EVIDENCE_WORDS, type EvidenceWords } from './evidence-words.ts'

/** The sentences of the page. Placeholders in braces are filled in. */
export interface PageWords {
  readonly title: string
  readonly world: string
  readonly weeks: string
  readonly models: string
  readonly modelColumns: readonly string[]
  readonly better: string
  readonly worse: string
  readonly unclear: string
  readonly points: string
  readonly range: string
  readonly changeRange: string
  readonly modelNote: string
  readonly sameModel: string
  readonly rounds: string
  readonly roundLine: string
  readonly gate: Readonly<Record<string, string>>
  readonly wentLive: string
  readonly stillCanary: string
  readonly takenBack: string
  readonly notReleased: string
  readonly canaryNote: string
  readonly flags: string
  readonly precision: string
  readonly recall: string
  readonly suspectHits: string
  readonly signalNote: string
  readonly undecided: string
  readonly evidence: EvidenceWords
  readonly live: string
  readonly liveColumns: readonly string[]
  readonly liveNames: Readonly<Record<string, string>>
  readonly liveNote: string
  readonly conversion: string
  readonly conversionColumns: readonly string[]
  readonly before: string
  readonly after: string
  readonly between: string
  readonly ofUnits: string
  readonly immature: string
  readonly sideBySide: string
  readonly conversionNote: string
  readonly time: string
  readonly steps: Readonly<Record<string, string>>
  readonly traffic: string
}

const ENGLISH: PageWords = {
  title: 'salesloop demo: a loop that closes',
  world:
    '{days} simulated days, {conversations} conversations, {turns} customer messages answered, {chinese} in Chinese; seed {seed}.',
  weeks: 'Training weeks teach the models; test weeks speak in phrases that no training week showed.',
  models: 'MODELS  on {messages} messages of a test week',
  modelColumns: ['', 'before', 'after', 'change'],
  better: 'better',
  worse: 'worse',
  unclear: 'not enough data yet to tell',
  points: '{value} points',
  range: '{share} ({low} to {high})',
  changeRange: '{value} points ({low} to {high})',
  modelNote:
    'Before: {first}, from {examples} hand-written examples. After: {last}, with {samples} reviewed samples. Intervals are 95 %; of the change by bootstrap over phrase templates.',
  sameModel: 'No candidate replaced the first model, {first}: before and after are the same.',
  rounds: 'FROM LABELS TO CUSTOMERS',
  roundLine: 'day {day}: {samples} samples reviewed, {candidate} trained, gate: {verdict}; {outcome}',
  gate: { pass: 'pass', refuse: 'refused', inconclusive: 'inconclusive', unknown: 'no verdict' },
  wentLive: 'canary at {share} on day {canary}, live on day {live}',
  stillCanary: 'canary at {share} since day {canary}, not advanced',
  takenBack: 'canary at {share} on day {canary}, taken back on day {stopped}',
  notReleased: 'not released',
  canaryNote:
    'A canary answers {share} of the users. It is looked at every hour, and from its third day on goes live by itself once intervals that hold at all these looks (95 %) exclude a loss above {clicks} points of click-through and {errors} points of errors.',
  flags: 'FLAGS  against the planted faults',
  precision: '{rate} precision: of {of} flagged conversations, those with a fault',
  recall: '{rate} recall: of {of} conversations with a fault, those flagged',
  suspectHits: '{rate} of the {of} replies that a sample points at were at fault',
  signalNote: '{silent} of the faulty conversations left no signal; {innocent} of the flags have no fault.',
  undecided: '{count} conversations are not decided yet and not counted.',
  evidence: EVIDENCE_WORDS.en,
  live: 'LIVE FIGURES  estimated from {samples} reviewed samples, against the planted truth',
  liveColumns: ['', 'estimated, weighted', 'annotators’ errors taken out', 'true', 'unweighted'],
  liveNames: {
    live_accuracy_intent: 'intent',
    live_accuracy_objection: 'objection',
    failure_rate: 'conversations with a fault',
  },
  liveNote:
    'Annotators err in {error} of their answers (measured here: {measured}). "Unweighted" is what the pool of bad cases alone would make one believe.',
  conversion: 'CONVERSION  within 72 hours, and clicks',
  conversionColumns: ['answered by', 'conversion', 'of', 'click-through'],
  before: '{bundle}, before',
  after: '{bundle}, after',
  between: '{bundle}',
  ofUnits: '{of}',
  immature: '{of}, {immature} not known yet',
  sideBySide: 'Same days, canary {canary} minus live {live}: {change}: {verdict}',
  conversionNote:
    'Bundles answered on different days and phrases; only the lines of the same days compare like with like.',
  time: 'WHERE THE TIME WENT  {total}',
  steps: {
    'start service': 'start of the service',
    'first model': 'first model, gold set',
    'held-out messages': 'held-out messages',
    predict: 'predictions',
    events: 'events in, durable',
    derive: 'features, admission',
    annotate: 'annotators’ queue',
    'train and release': 'training, gate, release',
    read: 'reading the figures',
  },
  traffic:
    '{delivered} events delivered, {dropped} dropped; {predictions} predictions asked, {unanswered} unanswered; {samples} samples reviewed in {hours} working hours.',
}

const CHINESE: PageWords = {
  title: 'salesloop 演示：闭环跑通',
  world: '模拟 {days} 天，{conversations} 个会话，回复客户消息 {turns} 条，中文占 {chinese}；种子 {seed}。',
  weeks: '训练周用来学习；测试周的说法在训练周里从未出现过。',
  models: '模型  测试周的 {messages} 条消息',
  modelColumns: ['', '之前', '之后', '变化'],
  better: '更好',
  worse: '更差',
  unclear: '数据还不够，无法判断',
  points: '{value} 个百分点',
  range: '{share}（{low} 至 {high}）',
  changeRange: '{value} 个百分点（{low} 至 {high}）',
  modelNote:
    '之前：{first}，来自 {examples} 条人工撰写的例句。之后：{last}，加上 {samples} 个已复核样本。区间为 95%；变化的区间按说法模板自助重抽样。',
  sameModel: '没有候选模型替换第一个模型 {first}：前后相同。',
  rounds: '从标注到客户',
  roundLine: '第 {day} 天：复核样本 {samples} 个，训练出 {candidate}，关卡：{verdict}；{outcome}',
  gate: { pass: '通过', refuse: '拒绝', inconclusive: '不能确定', unknown: '没有结论' },
  wentLive: '第 {canary} 天灰度 {share}，第 {live} 天全量上线',
  stillCanary: '第 {canary} 天起灰度 {share}，尚未放量',
  takenBack: '第 {canary} 天灰度 {share}，第 {stopped} 天撤回',
  notReleased: '未发布',
  canaryNote:
    '灰度版本回复 {share} 的用户，每小时查看一次。第三天起，当 95% 置信序列（对所有查看同时成立）排除点击率下降超过 {clicks} 个百分点、应答失败率上升超过 {errors} 个百分点时，自动全量上线。',
  flags: '标记  对照埋入的错误',
  precision: '{rate} 精确率：被标记的 {of} 个会话中确实出错的',
  recall: '{rate} 召回率：出错的 {of} 个会话中被标记的',
  suspectHits: '{rate} 样本所指的 {of} 条回复中确实出错的',
  signalNote: '出错的会话中 {silent} 没有留下任何信号；被标记的会话中 {innocent} 并没有出错。',
  undecided: '还有 {count} 个会话尚不可知，未计入。',
  evidence: EVIDENCE_WORDS.zh,
  live: '线上指标  由 {samples} 个已复核样本估计，对照埋入的真值',
  liveColumns: ['', '加权估计', '扣除标注误差', '真值', '不加权'],
  liveNames: { live_accuracy_intent: '意图', live_accuracy_objection: '异议', failure_rate: '出错的会话' },
  liveNote: '标注员每个答案出错的概率为 {error}（本次实测 {measured}）。“不加权”就是只看坏例池会得出的印象。',
  conversion: '转化  72 小时内，以及点击',
  conversionColumns: ['由谁回复', '转化率', '会话数', '点击率'],
  before: '{bundle}，之前',
  after: '{bundle}，之后',
  between: '{bundle}',
  ofUnits: '{of}',
  immature: '{of}，另有 {immature} 个未定',
  sideBySide: '同期对比，灰度 {canary} 减线上 {live}：{change}：{verdict}',
  conversionNote: '各版本回复的日期和说法不同；只有同期对比的几行是同口径的。',
  time: '时间花在哪里  {total}',
  steps: {
    'start service': '启动服务',
    'first model': '第一个模型、金标集',
    'held-out messages': '留出的消息',
    predict: '预测',
    events: '事件入库',
    derive: '特征与准入',
    annotate: '标注队列',
    'train and release': '训练、关卡、发布',
    read: '读取指标',
  },
  traffic:
    '送达事件 {delivered} 条，丢弃 {dropped} 条；请求预测 {predictions} 次，未答 {unanswered} 次；{hours} 个工时复核 {samples} 个样本。',
}

export const PAGE_WORDS: Readonly<Record<'en' | 'zh', PageWords>> = { en: ENGLISH, zh: CHINESE }

/** Fills the placeholders of a sentence. */
export const fill = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
