// Realistic, seeded chat-and-shop traffic as typed columns, written to Parquet in the schema of the backfill.
import {
  BIGINT,
  DOUBLE,
  type DuckDBAppender,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api'
import { type Random, randomFrom } from '../src/stats/random.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
export const TRAFFIC_START_AT = 1_767_225_600_000
const SPAN_DAYS = 14
/** Most of the traffic is settled at this moment, the last days of it are not. */
export const TRAFFIC_NOW = TRAFFIC_START_AT + SPAN_DAYS * DAY

const COLUMNS = {
  event_id: VARCHAR,
  type: VARCHAR,
  conversation_id: VARCHAR,
  user_id: VARCHAR,
  occurred_at: BIGINT,
  received_at: BIGINT,
  text: VARCHAR,
  predicted_intent: VARCHAR,
  intent_confidence: DOUBLE,
  predicted_objection: VARCHAR,
  objection_confidence: DOUBLE,
  response: VARCHAR,
  fsm_state: VARCHAR,
  bundle: VARCHAR,
  from: VARCHAR,
  to: VARCHAR,
  cta_id: VARCHAR,
  status: VARCHAR,
  action: VARCHAR,
  amount: DOUBLE,
  label: VARCHAR,
  rating: DOUBLE,
  reason: VARCHAR,
  assistant_id: VARCHAR,
  channel: VARCHAR,
} as const
type Field = keyof typeof COLUMNS
type Row = Partial<Record<Field, DuckDBValue>>
const NAMES = Object.keys(COLUMNS) as Field[]

const SUBJECTS = [
  '这款手机',
  '蓝色的耳机',
  '会员套餐',
  '空气净化器',
  '15 寸笔记本',
  'the blue headset',
  'the 15 inch laptop',
  'the premium plan',
]
const ASKS_ZH = [
  '多少钱',
  '有货吗',
  '能便宜一点吗',
  '什么时候能发货',
  '保修多久',
  '可以开发票吗',
  '和上一代有什么区别',
  '支持七天无理由退货吗',
]
const ASKS_EN = [
  'how much is',
  'do you have in stock',
  'can I get a discount on',
  'when would you ship',
  'how long is the warranty of',
  'can I return',
]
const ENDINGS = ['', '', '？', '啊', '呢？', '！！', ' please', '?']
const STATES = ['greeting', 'need', 'offer', 'objection', 'closing', 'order_placed']

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!
/** Long-tailed: median `median`, now and then a hundred times as long. */
const longTail = (random: Random, median: number): number =>
  Math.round(median * Math.exp(3 * (random() + random() + random() - 1.5)))

const CLAUSES_ZH = [
  '送到',
  '朋友说',
  '昨天看到',
  '急用',
  '学生',
  '公司采购',
  '生日礼物',
  '双十一',
  '新款',
  '二手',
  '颜色',
  '尺寸',
  '发票抬头',
]
const CLAUSES_EN = [
  'as a gift',
  'for my office',
  'to Berlin',
  'in red',
  'before Friday',
  'for a student',
  'second hand',
  'with a case',
]
const SYLLABLES = 'ka lo mi tu ren sha po vi 杭 州 海 南 山 北 城 东 明 华'.split(' ')

/** Most questions are one of a kind, as in real traffic: a caller cannot win by remembering texts. */
const question = (random: Random): string => {
  const subject = pick(random, SUBJECTS)
  const english = /^[a-z]/.test(subject)
  const number = random() < 0.2 ? ` ${12 + Math.floor(random() * 4)}` : ''
  const name = Array.from({ length: Math.floor(random() * 5) }, () => pick(random, SYLLABLES)).join('')
  if (english) return `${pick(random, ASKS_EN)} ${subject}${number} ${name} ${pick(random, CLAUSES_EN)}`
  return `${pick(random, CLAUSES_ZH)}${name}，${subject}${number}${pick(random, ASKS_ZH)}`
}

/** One conversation and what its customer does in the shop, about 15 events. */
function conversation(random: Random, index: number, users: number, emit: (row: Row) => void): void {
  const conversation_id = `c-${index.toString(36)}-${Math.floor(random() * 2 ** 40).toString(36)}`
  let at = TRAFFIC_START_AT + Math.floor(random() * SPAN_DAYS * DAY)
  let user: string | null = random() < 0.1 ? null : `u-${Math.floor(random() * users).toString(36)}`
  let serial = 0
  const send = (type: string, occurred: number, fields: Row): void => {
    const late = random() < 0.003 ? Math.floor(random() * 4 * DAY) : Math.floor(random() * 400)
    const event_id = `${conversation_id}-${(serial++).toString(36)}`
    const row = {
      event_id,
      type,
      conversation_id,
      user_id: user,
      occurred_at: BigInt(occurred),
      received_at: BigInt(occurred + late),
      ...fields,
    }
    emit(row)
    if (random() < 0.01) emit({ ...row, received_at: BigInt(occurred + late + Math.floor(random() * 5000)) })
  }
  const chat: Row = {
    assistant_id: pick(random, ['sales-zh', 'sales-en', 'sales-vip']),
    channel: pick(random, ['web', 'app', 'wechat']),
  }
  let state = 0
  let asked = question(random)
  const rounds = 1 + Math.floor(-Math.log(1 - random()) * 4)
  const stateful = random() < 0.8
  for (let round = 0; round < Math.min(rounds, 40); round++) {
    if (round === 2 && user === null && random() < 0.5) user = `u-${Math.floor(random() * users).toString(36)}`
    if (round > 0 && random() > 0.12) asked = question(random)
    send('user_message', at, {
      ...chat,
      text: random() < 0.1 ? pick(random, ['好的', '谢谢', 'ok', 'hello', '嗯']) : asked + pick(random, ENDINGS),
    })
    if (random() < 0.08) send('user_message', (at += 1500), { ...chat, text: question(random) })
    at += 1 + longTail(random, 3 * SECOND)
    const moves = random() < 0.35 && state < 5
    if (moves && random() < 0.5)
      send('fsm_transition', at - 1, { ...chat, from: STATES[state]!, to: STATES[state + 1]! })
    if (moves) state++
    send('assistant_message', at, {
      ...chat,
      predicted_intent: pick(random, ['price', 'stock', 'order', 'warranty', 'chat']),
      intent_confidence: Math.round(1e4 * (1 - random() ** 2 * 0.5)) / 1e4,
      predicted_objection: pick(random, ['none', 'price', 'trust']),
      objection_confidence: Math.round(1e4 * (1 - random() ** 2 * 0.5)) / 1e4,
      response: `${asked}：已为您查询，详情请看商品页。`,
      fsm_state: stateful ? STATES[state]! : null,
      bundle: pick(random, ['b-1', 'b-2']),
    })
    if (random() < 0.25) {
      const cta_id = `k-${round}`
      send('cta_sent', at + 1, { ...chat, cta_id })
      if (random() < 0.3) send('cta_click', at + longTail(random, 90 * SECOND), { cta_id })
    }
    at += longTail(random, 40 * SECOND)
  }
  if (random() < 0.6)
    send('conversation_end', at, { ...chat, reason: pick(random, ['timeout', 'resolved', 'abandoned', null]) })
  if (random() < 0.12)
    send('explicit_feedback', at + longTail(random, MINUTE), {
      rating: 1 + Math.floor(random() * 5),
      label: pick(random, [null, null, 'irrelevant', 'useful']),
    })
  if (user === null) return
  const shop: Row = random() < 0.6 ? { conversation_id: null } : {}
  if (random() < 0.15)
    send('cart_event', at + longTail(random, 30 * MINUTE), { ...shop, action: pick(random, [null, 'add', 'remove']) })
  if (random() < 0.15)
    send('order_event', at + longTail(random, 3 * HOUR), {
      ...shop,
      status: pick(random, [null, 'placed', 'paid', 'cancelled']),
      amount: Math.round(random() * 1e5) / 100,
    })
}

/** Rows to an appender, a full vector at a time. */
function batches(appender: DuckDBAppender): { add: (row: Row) => void; end: () => void } {
  let rows: Row[] = []
  const flush = (): void => {
    const chunk = DuckDBDataChunk.create(Object.values(COLUMNS), rows.length)
    NAMES.forEach((name, i) => {
      chunk.setColumnValues(
        i,
        rows.map((row) => row[name] ?? null),
      )
    })
    appender.appendDataChunk(chunk)
    rows = []
  }
  return {
    add(row) {
      rows.push(row)
      if (rows.length === 2048) flush()
    },
    end() {
      if (rows.length > 0) flush()
      appender.closeSync()
    },
  }
}

/**
 * Writes at least `events` events to `file`, in the order of receipt; returns how many.
 * The same seed and count give the same events.
 */
export async function writeTraffic(file: string, events: number, seed = 1): Promise<number> {
  const instance = await DuckDBInstance.create(`${file}.staging`, { memory_limit: '2GB' })
  const connection = await instance.connect()
  await connection.run(`create table log (${NAMES.map((name) => `"${name}" ${COLUMNS[name]}`).join(', ')})`)
  const { add, end } = batches(await connection.createAppender('log'))
  const random = randomFrom(`traffic ${seed}`)
  let written = 0
  for (let index = 0; written < events; index++) {
    conversation(random, index, Math.ceil(events / 20), (row) => {
      written++
      add(row)
    })
  }
  end()
  await connection.run(`copy (from log order by received_at, event_id) to '${file}' (format parquet, compression zstd)`)
  connection.closeSync()
  instance.closeSync()
  return written
}
