// Section 5 of spec/features.md: the same question.
import { ASSIGNED, LETTERS_AND_NUMBERS } from './unicode13.ts'

const codePoints = (text: string): number[] => Array.from(text, (c) => c.codePointAt(0)!)
const string = (points: number[]): string => points.map((c) => String.fromCodePoint(c)).join('')

const ACKNOWLEDGEMENTS =
  '好的 好 可以 行 嗯 嗯嗯 哦 谢谢 谢谢你 多谢 你好 您好 在吗 在么 是的 不是 对 不用了 再见 知道了 明白了 ok okay yes no hi hello thanks thankyou sure bye yep nope great gotit isee'.split(
    ' ',
  )

const HAN = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xf900, 0xfaff],
  [0x20000, 0x3ffff],
] as const
const isHan = (c: number): boolean => HAN.some(([from, to]) => c >= from && c <= to)

export interface Question {
  normalised: number[]
  digits: string[]
}

export const question = (text: string): Question => {
  const first = codePoints(text).slice(0, 4096)
  const assigned = first.filter((c) => ASSIGNED.has(c))
  const nfkc = string(assigned).normalize('NFKC')
  const lower = codePoints(nfkc.toLowerCase())
  const kept = lower.filter((c) => LETTERS_AND_NUMBERS.has(c))
  return { normalised: kept.slice(0, 512), digits: (nfkc.match(/[0-9]+/g) ?? []).sort() }
}

export const substantive = ({ normalised }: Question): boolean =>
  !ACKNOWLEDGEMENTS.includes(string(normalised)) && normalised.length >= (normalised.some(isHan) ? 2 : 4)

const bigrams = (points: number[]): Set<string> =>
  new Set(points.slice(1).map((c, i) => `${points[i]!.toString(16)} ${c.toString(16)}`))

export const sameQuestion = (one: string, other: string): boolean => {
  const [p, q] = [question(one), question(other)]
  if (!substantive(p) || !substantive(q)) return false
  if (p.digits.join(' ') !== q.digits.join(' ')) return false
  const [a, b] = [bigrams(p.normalised), bigrams(q.normalised)]
  const both = [...a].filter((bigram) => b.has(bigram))
  return 5 * both.length >= 3 * new Set([...a, ...b]).size
}
