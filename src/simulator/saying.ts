import type { Language } from '../assistant/taxonomy.ts'
import { type Product, priceOf, VARIANTS } from './catalogue.ts'
import { between, chance, pick, pickIndex, type Random } from './draw.ts'
import { expand } from './phrases/grammar.ts'
import { type Meaning, templatesFor } from './phrases/phrase-book.ts'
import { type Era, SLOT_VALUES, type SlotValues } from './phrases/slots.ts'
import { VAGUE } from './phrases/vague.ts'
import { type Hand, typed } from './typing.ts'

/** Who speaks, when, and about what. */
export interface Voice extends Hand {
  readonly product: Product
  /** Days since the era began, for the drift of phrasing. */
  readonly dayOfEra: number
  /** Share of the list of templates by which the most popular one moves in a week; 0 = popularity stands still. */
  readonly driftPerWeek: number
  /** 0 = all templates of a meaning equally popular; the larger, the more few of them dominate. */
  readonly popularity: number
  /** Share of messages that say nothing by themselves. */
  readonly vague: number
  /** Share of messages that ask for a second thing too. */
  readonly compound: number
}

export interface Saying extends Meaning {
  readonly text: string
  /** Which template it came from: language/era/intent+objection/number. */
  readonly template: string
}

/**
 * One message that means `meaning`.
 *
 * @param again the message it repeats in other words: mostly the same template then, as people vary what they just wrote
 */
export function say(meaning: Meaning, voice: Voice, random: Random, again?: Saying): Saying {
  if (again === undefined && chance(random, voice.vague)) return sayVaguely(meaning, voice, random)
  const templates = templatesFor(meaning, voice.language, voice.era)
  const at =
    again !== undefined && chance(random, 0.6) ? numberOf(again.template) : popular(templates.length, voice, random)
  const sentence = expand(templates[at % templates.length]!, slotFiller(voice, random), random)
  const whole = chance(random, voice.compound) ? withSecond(sentence, meaning, voice, random) : sentence
  return {
    ...meaning,
    text: typed(whole, voice, random),
    template: named(voice, `${meaning.intent}+${meaning.objection}/${at}`),
  }
}

function sayVaguely(meaning: Meaning, voice: Voice, random: Random): Saying {
  const templates = VAGUE[voice.language][voice.era]
  const at = Math.floor(random() * templates.length)
  const text = expand(templates[at]!, slotFiller(voice, random), random)
  return { ...meaning, text, template: named(voice, `vague/${at}`) }
}

/** A second question in the same message; the first one that came to mind stays what the message is about. */
function withSecond(sentence: string, meaning: Meaning, voice: Voice, random: Random): string {
  const other = pick(random, SECOND_QUESTIONS)
  if (other === meaning.intent) return sentence
  const templates = templatesFor({ intent: other, objection: 'none' }, voice.language, voice.era)
  const second = expand(templates[popular(templates.length, voice, random)]!, slotFiller(voice, random), random)
  const parts = chance(random, 0.75) ? [sentence, second] : [second, sentence]
  return parts.join(voice.language === 'zh' ? '，' : ', ')
}

const SECOND_QUESTIONS = [
  'price_question',
  'availability',
  'delivery',
  'discount_request',
  'returns',
  'warranty',
] as const

const named = ({ language, era }: Voice, rest: string): string => `${language}/${era}/${rest}`

const popular = (count: number, voice: Voice, random: Random): number =>
  pickIndex(
    random,
    Array.from({ length: count }, (_, index) => weight(index, count, voice)),
  )

const numberOf = (template: string) => Number(template.slice(template.lastIndexOf('/') + 1))

/** Popularity falls along the list of templates and its peak moves on from day to day. */
function weight(index: number, count: number, { dayOfEra, driftPerWeek, popularity }: Voice): number {
  const place = index / count - (driftPerWeek * dayOfEra) / 7
  return Math.exp(-popularity * (place - Math.floor(place)))
}

/** Each slot gets one value per sentence, except that a second colour differs from the first. */
function slotFiller({ language, era, product }: Voice, random: Random): (slot: string) => string {
  const values = SLOT_VALUES[language][era]
  const shift = Math.floor(random() * 60)
  return (slot) => {
    if (slot === 'p') return product[language]
    if (slot === 'q') return product[language] + pick(random, VARIANTS[language][era])
    if (slot === 'no') return orderNumber(era, random)
    if (slot === 'price') return quotedPrice(product, language, random)
    if (slot === 'color2') return values.color[(shift + 1) % values.color.length]!
    const list = values[slot as keyof SlotValues]
    return slot === 'color' ? list[shift % list.length]! : pick(random, list)
  }
}

/** Even in training weeks, odd in test weeks. */
const orderNumber = (era: Era, random: Random): string =>
  String(2 * between(random, 1000, 4999) + (era === 'training' ? 0 : 1))

/** Near the true price; steps of ten keep the last digit, which tells the eras apart. */
function quotedPrice(product: Product, language: Language, random: Random): string {
  const price = priceOf(product, language)
  const steps = Math.max(0, Math.floor((price * 0.2) / 10))
  const quoted = price - 10 * between(random, 0, steps)
  return language === 'en' ? `$${quoted}` : chance(random, 0.3) ? `${quoted}块` : String(quoted)
}
