/** Sales dialogues for bench/features-live.ts: phrases of our own, Chinese and English, UUIDs, unrounded confidences. */
import type { Random } from '../src/stats/random.ts'

const SUBJECTS_ZH = [
  '这款手机',
  '蓝牙耳机',
  '空气净化器',
  '扫地机器人',
  '机械键盘',
  '儿童手表',
  '移动电源',
  '洗碗机',
  '电饭煲',
  '咖啡机',
]
const ASKS_ZH = [
  '多少钱',
  '有别的颜色吗',
  '能便宜一点吗',
  '什么时候发货',
  '保修期是多久呢',
  '可以开发票吗',
  '支持七天无理由退货吗',
  '和上一代相比有什么区别',
  '送货上门吗',
  '现在有现货没有',
]
const SUBJECTS_EN = [
  'the blue headset',
  'the laptop stand',
  'this phone',
  'the air purifier',
  'the coffee machine',
  'the kids watch',
  'your premium plan',
  'the mechanical keyboard',
]
const ASKS_EN = [
  'how much is',
  'do you ship',
  'can I get a discount on',
  'is there a student price for',
  'what colours do you have for',
  'how long is the warranty of',
  'could I return',
  'when will you restock',
]
const FILLERS_ZH = ['', '', '你好，', '请问', '那个，', '我想问一下，', '麻烦问下', '朋友推荐的', '昨天看到的']
const FILLERS_EN = ['', '', 'hi, ', 'sorry, ', 'one more thing: ', 'ok, and ', 'just wondering, ']
const ENDINGS_ZH = ['', '？', '呀', '，寄到杭州的话', '，公司采购要的', '，送朋友的生日礼物']
const ENDINGS_EN = ['', '?', ' please', ' to Berlin', ' before Friday', ' as a gift for my sister']
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

const numbered = (random: Random): string => (random() < 0.2 ? ` ${12 + Math.floor(random() * 4)} ` : '')

/** Hardly any two questions of a conversation are alike, as in real traffic. */
const questionZh = (random: Random): string =>
  pick(random, FILLERS_ZH) +
  pick(random, SUBJECTS_ZH) +
  numbered(random) +
  pick(random, ASKS_ZH) +
  pick(random, ENDINGS_ZH)

const questionEn = (random: Random): string =>
  `${pick(random, FILLERS_EN)}${pick(random, ASKS_EN)} ${pick(random, SUBJECTS_EN)}${numbered(random)}${pick(random, ENDINGS_EN)}`

/** The first `length` events of an open conversation, as lines of JSON, in order. */
export function conversationLines(random: Random, index: number, length: number): string[] {
  const chinese = random() < 0.6
  const conversation_id = uuid(random)
  const user_id = `u-${hex(random, 10)}`
  const from = { assistant_id: pick(random, ['shop-a', 'shop-b']), channel: pick(random, ['web', 'app']) }
  const lines: string[] = []
  let at = 1_767_225_600_000 + index * 777
  let state = 'greeting'
  let question = ''
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
    const again = turn > 0 && random() < 0.08
    if (!again) question = chinese ? questionZh(random) : questionEn(random)
    push('user_message', { text: again ? `${question}${chinese ? '啊' : '??'}` : question })
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
