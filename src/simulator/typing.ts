import type { Language } from '../assistant/taxonomy.ts'
import { between, chance, pick, type Random } from './draw.ts'
import type { Era } from './phrases/slots.ts'

const OPENERS: Readonly<Record<Language, Readonly<Record<Era, readonly string[]>>>> = {
  zh: {
    training: ['亲，', '你好，', '请问', '那个，', '老板，'],
    test: ['亲亲 ', '您好呀 ', '麻烦问下，', '诶 ', '小姐姐，'],
  },
  en: { training: ['hi, ', 'hello, ', 'hey ', 'please, '], test: ['sorry, ', 'quick one: ', 'good day, ', 'um '] },
}
const TAILS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['？', '??', '。', '。。', '~', '！', ' 急'],
  en: ['?', '??', '.', '...', '!', ' pls'],
}

/** Characters that input methods and haste confuse. */
const SLIPS = new Map<string, string>(
  [
    '在再',
    '再在',
    '的得',
    '吗嘛',
    '哪那',
    '那哪',
    '怎咋',
    '么莫',
    '货或',
    '买卖',
    '以已',
    '退腿',
    '快块',
    '了啦',
    '几己',
    '换还',
  ].map((pair) => [pair[0]!, pair[1]!]),
)
const SHORTENED = new Map([
  ['you', 'u'],
  ['are', 'r'],
  ['please', 'pls'],
  ["don't", 'dont'],
  ["can't", 'cant'],
  ["what's", 'whats'],
  ["i'm", 'im'],
  ['thanks', 'thx'],
  ['order', 'oder'],
  ['the', 'teh'],
  ['delivery', 'delivry'],
  ['warranty', 'waranty'],
  ['receive', 'recieve'],
])

/** How carefully somebody writes. */
export interface Hand {
  readonly language: Language
  readonly era: Era
  /** Probability of a slip in a message. */
  readonly typos: number
  /** Probability of a polite opening, and of extra punctuation. */
  readonly flourish: number
}

/** A sentence as it is really typed: with an opening, a slip, or punctuation of its own. */
export function typed(sentence: string, hand: Hand, random: Random): string {
  let text = sentence
  if (chance(random, hand.typos)) text = slip(text, hand.language, random)
  if (chance(random, hand.flourish)) text = pick(random, OPENERS[hand.language][hand.era]) + text
  if (chance(random, hand.flourish) && !/[?？!！.。~]$/.test(text)) text += pick(random, TAILS[hand.language])
  if (hand.language === 'en' && chance(random, 0.3)) text = text.charAt(0).toUpperCase() + text.slice(1)
  return text
}

function slip(text: string, language: Language, random: Random): string {
  return language === 'zh' ? chineseSlip(text, random) : englishSlip(text, random)
}

function chineseSlip(text: string, random: Random): string {
  const characters = [...text]
  const places = characters.flatMap((character, at) => (SLIPS.has(character) ? [at] : []))
  if (places.length > 0 && chance(random, 0.7)) {
    const at = pick(random, places)
    characters[at] = SLIPS.get(characters[at]!)!
  } else if (characters.length > 4) {
    const at = between(random, 1, characters.length - 2)
    if (chance(random, 0.5)) characters.splice(at, 1)
    else characters.splice(at, 0, characters[at]!)
  }
  return characters.join('')
}

function englishSlip(text: string, random: Random): string {
  const words = text.split(' ')
  const places = words.flatMap((word, at) => (SHORTENED.has(word) ? [at] : []))
  const at = places.length > 0 && chance(random, 0.6) ? pick(random, places) : between(random, 0, words.length - 1)
  const word = words[at]!
  words[at] = SHORTENED.get(word) ?? swapTwo(word, random)
  return words.join(' ')
}

/** Swaps two neighbouring letters inside a word; numbers and short words stay, so that no slot becomes another. */
function swapTwo(word: string, random: Random): string {
  if (word.length < 5 || /[^a-z]/.test(word)) return word
  const at = between(random, 1, word.length - 3)
  return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
}
