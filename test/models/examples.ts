import type { Example } from '../../src/models/classifier.ts'
import { randomFrom } from '../../src/stats/random.ts'

const STEMS: Record<string, string[]> = {
  price: [
    'how much is the',
    'what does it cost to get the',
    'is there a discount on the',
    '这个多少钱呢',
    '有没有优惠券可以用',
    '能便宜一点吗',
  ],
  delivery: [
    'when will you deliver the',
    'has my parcel been shipped with the',
    'track the shipment of the',
    '什么时候发货',
    '我的快递到哪里了',
    '几天能送到',
  ],
  refund: [
    'i want to return the',
    'give me my money back for the',
    'the refund for this did not arrive',
    '我要退货退款',
    '退款什么时候到账',
    '不想要了怎么退',
  ],
  greeting: ['hello there', 'good morning', 'hi, anyone here', '你好', '在吗', '您好,请问有人吗'],
}
const THINGS = [
  'red shoes',
  'phone',
  'jacket',
  'blue lamp',
  'iPhone 15',
  '手机',
  '那件外套',
  '蓝色台灯',
  '',
  '!',
  '谢谢',
]

/** Customers' first lines in English, Chinese and both, about four things; `wrong` of them with a label drawn at random. */
export function customerLines(count: number, seed: string, wrong = 0): Example[] {
  const random = randomFrom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const labels = Object.keys(STEMS)
  return Array.from({ length: count }, () => {
    const label = pick(labels)
    const text = `${pick(STEMS[label]!)} ${pick(THINGS)} ${pick(THINGS)}`.trim()
    return { text, label: random() < wrong ? pick(labels) : label }
  })
}
