import { randomFrom, shuffle } from '../../src/stats/random.ts'
import { FRAMES, ORDINARY } from './frames.ts'
import { HARD_NEGATIVES } from './hard-negatives.ts'
import { Values } from './personal-values.ts'

/** A line with what was planted in it, or with something that only looks personal. */
export interface MaskingLine {
  readonly text: string
  readonly language: 'zh' | 'en'
  /** Name of the recogniser whose value was planted, or at which a negative aims; null = an everyday line. */
  readonly aim: string | null
  readonly planted: readonly { readonly from: number; readonly to: number }[]
}

const VALUES: Readonly<Record<string, (values: Values) => string>> = {
  mobile: (v) => v.mobile(),
  landline: (v) => v.landline(),
  'foreign-phone': (v) => v.foreignPhone(),
  'resident-id': (v) => v.residentId(),
  card: (v) => v.card(),
  email: (v) => v.email(),
  wechat: (v) => v.wechat(),
  qq: (v) => v.qq(),
  plate: (v) => v.plate(),
  'chinese-address': (v) => v.chineseAddress(),
  'english-address': (v) => v.englishAddress(),
  'chinese-name': (v) => v.chineseName(),
  'english-name': (v) => v.englishName(),
}
export const AIMS = Object.keys(VALUES)

/** Of each 20 lines 12 hold a value, 5 a hard negative, 3 are everyday ones. */
const PLANTED_OF_20 = 12
const NEGATIVE_OF_20 = 5

/**
 * Lines of a sales chat, the same for the same seed. Recognisers take turns, so that each has its share; the language of a
 * frame is drawn.
 */
export function maskingLines(count: number, seed: string): MaskingLine[] {
  const values = new Values(randomFrom(`masking/${seed}`))
  const lines = Array.from({ length: count }, (_, i) => {
    const aim = AIMS[Math.floor(i / 20) % AIMS.length]!
    const turn = i % 20
    if (turn < PLANTED_OF_20) return planted(aim, values)
    return turn < PLANTED_OF_20 + NEGATIVE_OF_20 ? negative(aim, values) : ordinary(values)
  })
  return shuffle(lines, randomFrom(`masking/order/${seed}`))
}

function planted(aim: string, values: Values): MaskingLine {
  const frames = FRAMES[aim]!
  const all = [...frames.zh.map((frame) => ['zh', frame] as const), ...frames.en.map((frame) => ['en', frame] as const)]
  const [language, frame] = values.one(all)
  const value = VALUES[aim]!(values)
  const spans: { from: number; to: number }[] = []
  let text = ''
  for (const [i, piece] of frame.split('{}').entries()) {
    if (i > 0) {
      spans.push({ from: text.length, to: text.length + value.length })
      text += value
    }
    text += piece
  }
  return { text, language, aim, planted: spans }
}

function negative(aim: string, values: Values): MaskingLine {
  const { zh, en } = HARD_NEGATIVES[aim]!
  const all = [...zh.map((frame) => ['zh', frame] as const), ...en.map((frame) => ['en', frame] as const)]
  const [language, frame] = values.one(all)
  return { text: filled(frame, values), language, aim, planted: [] }
}

function ordinary(values: Values): MaskingLine {
  const language = values.one(['zh', 'en'] as const)
  return { text: filled(values.one(ORDINARY[language]), values), language, aim: null, planted: [] }
}

/** {d6}: six digits; {o11}: an order number as long as a mobile; {p}: a price; {m}: 1 to 12; {m1}: 0 to 5. */
const filled = (frame: string, values: Values): string =>
  frame.replace(/\{(d|o|p|m)(\d*)\}/g, (_, what: string, n: string) => {
    if (what === 'd') return values.digits(Number(n))
    if (what === 'o') return `1${values.one(['3', '5', '8'])}${values.digits(Number(n) - 2)}`
    if (n === '1') return String(values.below(6))
    return what === 'p' ? String(10 + values.below(9000)) : String(1 + values.below(12))
  })
