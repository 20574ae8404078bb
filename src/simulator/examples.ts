import { INTENTS, type Language, OBJECTIONS } from '../assistant/taxonomy.ts'
import { randomFrom } from '../stats/random.ts'
import { CATALOGUE } from './catalogue.ts'
import { pick, type Random } from './draw.ts'
import { intentsWith, type Meaning } from './phrases/phrase-book.ts'
import { type Saying, say, type Voice } from './saying.ts'
import type { World } from './world.ts'

export interface LabelledText {
  readonly text: string
  readonly label: string
}

/** What the authors of a new assistant write down before the first customer comes: tidy examples, the same number per label. */
export function handWritten(world: World, seed: string): { intent: LabelledText[]; objection: LabelledText[] } {
  const random = randomFrom(`${seed}/hand-written`)
  const count = world.initialModel.examplesPerLabel
  const languages = ['zh', 'en'] as const
  const texts = (meaning: () => Meaning, language: Language) =>
    Array.from({ length: count }, () => say(meaning(), tidyVoice(language, random), random))
  const intent = languages.flatMap((language) =>
    INTENTS.flatMap((label) =>
      labelled(
        texts(() => ({ intent: label, objection: 'none' }), language),
        'intent',
      ),
    ),
  )
  const objection = languages.flatMap((language) =>
    OBJECTIONS.flatMap((label) => {
      const meaning = (): Meaning =>
        label === 'none'
          ? { intent: pick(random, INTENTS), objection: 'none' }
          : { intent: pick(random, intentsWith(label)), objection: label }
      return labelled(
        label === 'none' ? [0, 1, 2, 3].flatMap(() => texts(meaning, language)) : texts(meaning, language),
        'objection',
      )
    }),
  )
  return { intent, objection }
}

const labelled = (sayings: readonly Saying[], task: 'intent' | 'objection'): LabelledText[] =>
  sayings.map((saying) => ({ text: saying.text, label: saying[task] }))

function tidyVoice(language: Language, random: Random): Voice {
  return {
    language,
    era: 'training',
    product: pick(random, CATALOGUE.training),
    dayOfEra: 0,
    driftPerWeek: 0,
    popularity: 0.5,
    typos: 0,
    flourish: 0,
    vague: 0,
    compound: 0,
  }
}
