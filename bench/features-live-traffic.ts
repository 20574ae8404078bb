/** Sales dialogues for bench/features-live.ts: phrases of our own, Chinese and English, UUIDs, unrounded confidences. */
import type { Random } from '../src/stats/random.ts'

const QUESTIONS_ZH = [
  '这款手机多少钱',
  '有别的颜色吗',
  '能便宜一点吗',
  '什么时候发货',
  '保修期是多久呢',
  '可以开发票吗',
  '支持七天无理由退货吗',
  '和上一代相比有什么区别',
]
const QUESTIONS_EN = [
  'how much is the 128 GB version',
  'do you ship to Canada this week?',
  'Can I get a discount if I buy two of them?',
  'is there a student price',
  'what colours do you have in stock',
  'how long does the warranty last',
]
const FILLERS_ZH = ['', '你好，', '请问', '那个，', '我想问一下，', '麻烦问下']
const FILLERS_EN = ['', 'hi, ', 'sorry, ', 'one more thing: ', 'ok, and ']
const REPLIES_ZH = [
  '您好，这款现在活动价三千九百九十九元，今天下单还可以再减一百，需要我帮您登记吗？',
  '亲，有黑色、白色和蓝色可以选择哦，蓝色的现货不多了。',
  '下单后二十四小时内发货，一般三天左右就能收到。',
]
const REPLIES_EN = [
  'Thanks for asking! The 128 GB version is 599 today, and shipping is free. Shall I reserve one for you?',
  'Yes, we do. Delivery takes three to five working days.',
  'There is a two-year warranty, and you can return it within thirty days.',
]
const STATES = ['greeting', 'need', 'quote', 'objection', 'closing']
const INTENTS = ['ask_price', 'ask_stock', 'ask_shipping', 'ask_warranty', 'haggle']

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!
const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
const uuid = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`

/** The first `length` events of an open conversation, as lines of JSON, in order. */
export function conversationLines(random: Random, index: number, length: number): string[] {
  const chinese = random() < 0.6
  const conversation_id = uuid(random)
  const user_id = `u-${hex(random, 10)}`
  const from = { assistant_id: pick(random, ['shop-a', 'shop-b']), channel: pick(random, ['web', 'app']) }
  const lines: string[] = []
  let at = 1_767_225_600_000 + index * 777
  let state = 'greeting'
  const push = (type: string, fields: object, author: object = { user_id }) => {
    const event = {
      event_id: uuid(random),
      type,
      conversation_id,
      ...author,
      occurred_at: at,
      received_at: at + 40,
      ...from,
    }
    lines.push(JSON.stringify({ ...event, ...fields }))
    at += 2_000 + Math.floor(random() * 40_000)
  }
  for (let turn = 0; lines.length < length; turn++) {
    const filler = pick(random, chinese ? FILLERS_ZH : FILLERS_EN)
    const ending = chinese ? pick(random, ['', '？', '呀']) : pick(random, ['', '?', ' please'])
    push('user_message', { text: filler + pick(random, chinese ? QUESTIONS_ZH : QUESTIONS_EN) + ending })
    const next = pick(random, STATES)
    if (turn % 2 === 0) push('fsm_transition', { from: state, to: next }, {})
    state = turn % 2 === 0 ? next : state
    push(
      'assistant_message',
      {
        turn_id: uuid(random),
        author: 'bot',
        predicted_intent: pick(random, INTENTS),
        intent_confidence: 0.6 + 0.4 * random(),
        predicted_objection: 'none',
        objection_confidence: 0.6 + 0.4 * random(),
        response: pick(random, chinese ? REPLIES_ZH : REPLIES_EN),
        fsm_state: state,
        bundle: 'b-0123456789ab',
        arm: 'live',
      },
      {},
    )
    if (turn % 4 === 1) push('cta_sent', { cta_id: `cta-${pick(random, ['buy', 'coupon', 'call'])}` }, {})
  }
  return lines.slice(0, length)
}
