import { gramOf, unitHash } from './unit-hash.ts'

/** Words that ask, by what they ask for. At most three units each. */
const ASKING: readonly (readonly string[])[] = [
  ['怎么', '如何', '怎样', '咋', 'how'],
  ['为什么', '为啥', '为何', 'why'],
  ['时候', '几时', '何时', '多久', '几天', '几点', 'when'],
  ['多少', '几', 'how many', 'how much'],
  ['哪', 'where', 'which'],
  ['谁', 'who', 'whose'],
  ['什么', '啥', 'what'],
  ['吗', '嘛', '么', '能不能', '可不可', '是否', '是不是', '有没有', 'can', 'is', 'do', 'does'],
]
const NEGATIONS = ['不', '没', '无', '未', '别', 'not', 'no', 'never', 'cannot', 'don', 'doesn', 'didn', 'can t']

const unitsOf = (word: string): number[] =>
  (/^[a-z]/.test(word) ? word.split(' ') : [...word]).map((unit) => {
    const letters = [...unit].map((letter) => letter.codePointAt(0)!)
    return unitHash(letters, 0, letters.length)
  })

/** As phrase.ts makes them of a text. */
const gramOfWord = (word: string): number => {
  const units = unitsOf(word)
  return gramOf(units, 0, units.length, 1)
}

const asking = new Map<number, number>()
ASKING.forEach((words, kind) => {
  for (const word of words) asking.set(gramOfWord(word), 1 << kind)
})
const negations = new Set(NEGATIONS.map(gramOfWord))

/** Bits of the kinds of question words among grams of one, two and three units. */
export function askedIn(grams: readonly (readonly number[])[]): number {
  let bits = 0
  for (const kind of grams) for (const gram of kind) bits |= asking.get(gram) ?? 0
  return bits
}

export const isNegation = (gram: number): boolean => negations.has(gram)
