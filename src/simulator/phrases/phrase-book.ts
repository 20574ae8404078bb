import type { Intent, Language, Objection } from '../../assistant/taxonomy.ts'
import { chineseObjectionsTest, chineseObjectionsTraining } from './chinese-objections.ts'
import { chineseTest } from './chinese-test.ts'
import { chineseTraining } from './chinese-training.ts'
import { englishObjectionsTest, englishObjectionsTraining } from './english-objections.ts'
import { englishTest } from './english-test.ts'
import { englishTraining } from './english-training.ts'
import type { ObjectionBook, PhraseBook } from './grammar.ts'
import type { Era } from './slots.ts'

interface Shelf {
  readonly intents: PhraseBook
  readonly objections: ObjectionBook
}

const SHELVES: Readonly<Record<Language, Readonly<Record<Era, Shelf>>>> = {
  zh: {
    training: { intents: chineseTraining, objections: chineseObjectionsTraining },
    test: { intents: chineseTest, objections: chineseObjectionsTest },
  },
  en: {
    training: { intents: englishTraining, objections: englishObjectionsTraining },
    test: { intents: englishTest, objections: englishObjectionsTest },
  },
}

/** What a customer means with one message. */
export interface Meaning {
  readonly intent: Intent
  readonly objection: Objection
}

/** All templates for one meaning; empty when nobody says such a thing (an objection with an intent it never comes with). */
export function templatesFor({ intent, objection }: Meaning, language: Language, era: Era): readonly string[] {
  const shelf = SHELVES[language][era]
  return objection === 'none' ? shelf.intents[intent] : (shelf.objections[objection][intent] ?? [])
}

/** The intents that an objection can come with. */
export function intentsWith(objection: Exclude<Objection, 'none'>): readonly Intent[] {
  return Object.keys(chineseObjectionsTraining[objection]) as Intent[]
}
