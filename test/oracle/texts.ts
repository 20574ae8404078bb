import type { Draw } from './draw.ts'

/** Questions of which some are the same, some nearly, some not: section 5 of spec/features.md at its borders. */
const QUESTIONS = [
  '这款手机多少钱',
  '这款手机多少钱啊？？',
  '多少钱',
  '多少',
  '多',
  '有14寸吗',
  '有１４寸吗',
  '有15寸吗',
  '14 和 15 哪个好',
  '15 和 14 哪个好',
  '14 和 14 和 15 哪个好',
  '1 4 和 15 哪个好',
  'abcdefghi',
  'abcdefgxy',
  'abcdefxyz',
  'ABCD',
  'abc',
  'a b-c d',
  'ab价',
  '价a',
  'いくら',
  'いくらで',
  '얼마',
  '얼마예요',
  '😀😀😀😀',
  '😀多少钱😀',
  'ΌΣΟΣ ΌΣΟΣ',
  'όσος όσος',
  'όσοσ όσοσ',
  'İstanbul',
  'istanbul',
  'i̇stanbul',
  'ﬁne ﬁsh',
  'fine fish',
  '①②③④',
  '1234',
  '一二三四',
  '𠀀𠀁',
  '𠀀𠀁吗',
  '\u{31350}\u{31351}',
  '\ua7c0\ua7c1abcd',
  'abcd',
  '\ud800abcd',
  'e\u0301te\u0301 e\u0301te\u0301',
  'été été',
  '𞤀𞤁𞤂𞤃',
  '𞤢𞤣𞤤𞤥',
  '㍿㍿',
  '株式会社株式会社',
  'Ⅷ号机',
  '٣٤٥٦',
  '٣٤٥٧',
  `${'x'.repeat(511)}y`,
  `${'x'.repeat(10)}y`,
  `${'x'.repeat(512)}y`,
  `${' '.repeat(4092)}abcd`,
  `${' '.repeat(4093)}abcd`,
  `${'😀'.repeat(4092)}abcd`,
]

const ACKNOWLEDGED = [
  '好的',
  '好的！',
  'OK',
  'o k',
  'Thank you!',
  'ＯＫ',
  'got it',
  '在 吗',
  '不是的',
  'nope',
  '对',
  '嗯嗯嗯',
]

const LETTERS = [
  'a',
  'b',
  'c',
  'A',
  '价',
  '格',
  '1',
  '2',
  '１',
  'い',
  '한',
  '😀',
  'ß',
  'Σ',
  ' ',
  '-',
  '\u0301',
  '\u0378',
  '𠀀',
]

const long = (draw: Draw): string =>
  draw.pick(['价', 'ab', '😀', ' ', 'Ａ1']).repeat(draw.pick([256, 511, 512, 513, 2048, 4095, 4096])) +
  draw.pick(['', '乙', '乙'.repeat(99), '7'])

/** The text of a user message, or what stands in its place. */
export const someText = (draw: Draw): unknown => {
  if (draw.chance(0.6)) return draw.pick(QUESTIONS)
  if (draw.chance(0.3)) return draw.pick(ACKNOWLEDGED)
  if (draw.chance(0.05)) return draw.pick([null, 7, undefined, ['价格'], ''])
  if (draw.chance(0.05)) return long(draw)
  return Array.from({ length: draw.int(9) }, () => draw.pick(LETTERS)).join('')
}

/** Neighbours in the list above: probably the same question. */
export const someQuestions = (draw: Draw): string[] => {
  const at = draw.int(QUESTIONS.length)
  return [...QUESTIONS.slice(at, at + 1 + draw.int(3)), draw.pick(QUESTIONS)]
}
