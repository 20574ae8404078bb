import { describe, expect, test } from 'vitest'
import { INTENTS, type Language, OBJECTIONS } from '../../src/assistant/taxonomy.ts'
import { CATALOGUE, VARIANTS } from '../../src/simulator/catalogue.ts'
import { pick } from '../../src/simulator/draw.ts'
import { expand } from '../../src/simulator/phrases/grammar.ts'
import { intentsWith, type Meaning, templatesFor } from '../../src/simulator/phrases/phrase-book.ts'
import { type Era, SLOT_VALUES } from '../../src/simulator/phrases/slots.ts'
import { VAGUE } from '../../src/simulator/phrases/vague.ts'
import { say, type Voice } from '../../src/simulator/saying.ts'
import { randomFrom } from '../../src/stats/random.ts'

const LANGUAGES: readonly Language[] = ['zh', 'en']
const ERAS: readonly Era[] = ['training', 'test']
const MEANINGS: readonly Meaning[] = OBJECTIONS.flatMap((objection) =>
  (objection === 'none' ? INTENTS : intentsWith(objection)).map((intent) => ({ intent, objection })),
)
const templatesOf = (language: Language, era: Era) => [
  ...MEANINGS.flatMap((meaning) => templatesFor(meaning, language, era)),
  ...VAGUE[language][era],
]

const voice = (language: Language, era: Era, random: () => number): Voice => ({
  language,
  era,
  product: pick(random, CATALOGUE[era]),
  dayOfEra: Math.floor(random() * 7),
  driftPerWeek: 0.25,
  popularity: 1.5,
  typos: 0.07,
  flourish: 0.12,
  vague: 0.04,
  compound: 0.08,
})

const spoken = (language: Language, era: Era, count: number): string[] => {
  const random = randomFrom(`${language}-${era}`)
  return Array.from({ length: count }, () => say(pick(random, MEANINGS), voice(language, era, random), random).text)
}

describe.each(LANGUAGES)('%s', (language) => {
  test('every meaning can be said in both eras, in several ways', () => {
    for (const meaning of MEANINGS) {
      for (const era of ERAS) {
        const least = meaning.objection === 'none' ? 8 : 3
        expect(templatesFor(meaning, language, era).length, `${era} ${JSON.stringify(meaning)}`).toBeGreaterThanOrEqual(
          least,
        )
      }
    }
  })

  test('no template stands in both eras, and none twice in one meaning', () => {
    const training = new Set(templatesOf(language, 'training'))
    expect(templatesOf(language, 'test').filter((template) => training.has(template))).toEqual([])
    for (const meaning of MEANINGS) {
      const all = templatesFor(meaning, language, 'training')
      expect(new Set(all).size).toBe(all.length)
    }
  })

  test('no slot value, product or variant stands in both eras', () => {
    const values = (era: Era) => [
      ...Object.values(SLOT_VALUES[language][era]).flat(),
      ...CATALOGUE[era].map((product) => product[language]),
      ...VARIANTS[language][era],
    ]
    const training = new Set(values('training'))
    expect(values('test').filter((value) => training.has(value))).toEqual([])
  })

  test('what test weeks say, training weeks never said', () => {
    const training = new Set(spoken(language, 'training', 20_000).map(plainly))
    const again = spoken(language, 'test', 5_000).filter((text) => training.has(plainly(text)))
    expect(again).toEqual([])
  })

  test('groups are well formed and every slot can be filled', () => {
    for (const era of ERAS) {
      for (const text of spoken(language, era, 5_000)) expect(text).not.toMatch(/[{}|()]|undefined/)
    }
  })

  test('a large variety: few of 2,000 messages are the same', () => {
    expect(new Set(spoken(language, 'training', 2_000)).size).toBeGreaterThan(1_400)
  })
})

/** Without punctuation and case: a tail that differs does not make another phrase. */
const plainly = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}$%]+/gu, '')

describe('grammar', () => {
  test.each([
    { template: '(a|b|c)', unit: 0, expected: 'a' },
    { template: '(a|b|c)', unit: 0.99, expected: 'c' },
    { template: 'x(y|)', unit: 0.99, expected: 'x' },
    { template: '{p} (is|was) {p}', unit: 0, expected: '<p> is <p>' },
    { template: '({p}|none)', unit: 0, expected: '<p>' },
  ])('$template at $unit', ({ template, unit, expected }) => {
    expect(
      expand(
        template,
        (slot) => `<${slot}>`,
        () => unit,
      ),
    ).toBe(expected)
  })
})

describe('saying it again', () => {
  test('mostly the same template, sometimes another', () => {
    const random = randomFrom(1)
    const first = say(
      { intent: 'delivery', objection: 'none' },
      { ...voice('zh', 'training', random), vague: 0 },
      random,
    )
    const again = Array.from({ length: 200 }, () => say(first, voice('zh', 'training', random), random, first))
    const same = again.filter((saying) => saying.template === first.template).length
    expect(same).toBeGreaterThan(100)
    expect(same).toBeLessThan(190)
  })
})
