import type { Classifier } from '../src/models/classifier.ts'
import { handWritten } from '../src/simulator/examples.ts'
import { playDays } from '../src/simulator/run-world.ts'
import { standIn } from '../src/simulator/stand-in.ts'
import { parseWorld, type World } from '../src/simulator/world.ts'
import { activityOf, holdsOf, type Material, materialOf, modelFrom } from './poisoning-defence.ts'
import { type Played, play, review, together } from './poisoning-world.ts'

export const ATTACKS = ['clean', 'feedback', 'flip', 'backdoor', 'together'] as const
export type Attack = (typeof ATTACKS)[number]

/** How one attack on one world went, with the defences and without. */
export interface AttackResult {
  /** Accuracy of the retrained model on customers' messages of another week: with what is suspected held out of training. */
  readonly held: number
  /** The same after a person withdrew the held annotators' answers, and others answered in their place. */
  readonly restored: number
  readonly undefended: number
  /** Share of messages of another intent that the phrase turns into the wanted one. */
  readonly opened: number
  readonly openedUndefended: number
  /** What was held: by kind, how many. */
  readonly holds: { readonly annotator: number; readonly user: number; readonly phrase: number }
  /** The dishonest annotator, and the phrase, are among what is held. */
  readonly found: { readonly annotator: boolean; readonly phrase: boolean; readonly users: number }
  /** Honest annotators and users, and phrases of nobody's, that are held. */
  readonly wronged: number
}

export interface SeedResult {
  readonly seed: number
  readonly flips: World['annotators']['flipping']['which']
  readonly users: number
  readonly adversaries: number
  readonly labels: number
  readonly attacks: Readonly<Record<Attack, AttackResult>>
}

export interface PoisoningOrder {
  readonly perDay: number
  /** Share of the users that are adversaries. */
  readonly share: number
  readonly people: number
}

const PHRASE = 'vela quorn 七号门'
const TARGET = 'discount_request'
const FLIPS = ['always', 'class', 'part'] as const
const BASE = { weeks: ['training'], initialModel: { examplesPerLabel: 30 } }

/** Plays one world, poisons it in each way, and trains on what comes of it. */
export function runSeed(seed: number, { perDay, share, people }: PoisoningOrder): SeedResult {
  const name = `poisoning-${seed}`
  const which = FLIPS[seed % FLIPS.length]!
  const clean = parseWorld({ ...BASE, traffic: { conversationsPerDay: perDay }, annotators: { people } })
  const honest = play(clean, name)
  const users = activityOf(honest).length
  const adversaries = Math.max(1, Math.round(users * share))
  const attack = { users: adversaries, visitsPerDay: 1.5, clicks: true }
  const crowd = (phrase: string): Played =>
    play(parseWorld({ ...BASE, traffic: { conversationsPerDay: 0 }, adversaries: { ...attack, phrase } }), name)
  const [shouting, opening] = [crowd(''), crowd(PHRASE)]
  const flipping = { people: 1, which, from: 'order_status', to: 'returns' }
  const colluding = { people: 1, label: TARGET }
  const worldOf = (dishonest: object, phrase = ''): World =>
    parseWorld({ ...BASE, annotators: { people, ...dishonest }, adversaries: { phrase } })
  const test = testTexts(clean, name)
  const course = { name, clean, test }
  const cases = {
    clean: judge(course, clean, honest, 'clean'),
    feedback: judge(course, clean, together(honest, shouting), 'feedback'),
    flip: judge(course, worldOf({ flipping }), honest, 'flip'),
    backdoor: judge(course, worldOf({ colluding }, PHRASE), together(honest, opening), 'backdoor'),
    together: judge(course, worldOf({ flipping, colluding }, PHRASE), together(honest, opening), 'together'),
  }
  const labels = review(honest, clean, name, POLICY).length
  return { seed, flips: which, users, adversaries, labels, attacks: cases }
}

const POLICY = { budget: 200, overlap: 0.2 }

interface Course {
  readonly name: string
  readonly clean: World
  readonly test: readonly TestText[]
}

interface TestText {
  readonly text: string
  readonly intent: string
}

function judge({ name, clean, test }: Course, world: World, played: Played, attack: Attack): AttackResult {
  const examples = handWritten(clean, name).intent
  const material = materialOf(examples, review(played, world, name, POLICY))
  const holds = holdsOf(material, activityOf(played))
  const [held, undefended] = [modelFrom(material, holds), modelFrom(material, null)]
  const phrases = holds.filter((hold) => hold.kind === 'phrase')
  const [annotators, users] = [holds.filter((h) => h.kind === 'annotator'), holds.filter((h) => h.kind === 'user')]
  const gone = annotators.flatMap(({ annotator }) => Number(annotator.slice('annotator-'.length)) - 1)
  const again = (): Material => materialOf(examples, review(played, world, name, POLICY, gone))
  const others = holds.filter(({ kind }) => kind !== 'annotator')
  const restored = gone.length === 0 ? held : modelFrom(again(), others)
  const dishonest = `annotator-${world.annotators.people}`
  const isDishonest = attack !== 'clean' && attack !== 'feedback'
  const hasPhrase = attack === 'backdoor' || attack === 'together'
  const caught = users.filter(({ userId }) => userId.startsWith('adv-')).length
  const guilty = annotators.filter(({ annotator }) => isDishonest && annotator === dishonest).length
  return {
    ...{ held: accuracy(held, test), restored: accuracy(restored, test), undefended: accuracy(undefended, test) },
    ...{ opened: openings(restored, test), openedUndefended: openings(undefended, test) },
    holds: { annotator: annotators.length, user: users.length, phrase: phrases.length },
    found: { annotator: guilty > 0, phrase: hasPhrase && phrases.length > 0, users: caught },
    wronged: annotators.length - guilty + users.length - caught + (hasPhrase ? 0 : phrases.length),
  }
}

/** What customers of another week of the same shop say, with what they mean. */
function testTexts(world: World, name: string): TestText[] {
  const other = `${name}/test`
  return [...playDays(world, other, standIn(world, other))]
    .flatMap((day) => day.truths)
    .flatMap((truth) => (truth.kind === 'turn' ? [{ text: truth.text, intent: truth.intent }] : []))
}

const accuracy = (model: Classifier, test: readonly TestText[]): number =>
  test.filter(({ text, intent }) => model.predict(text).label === intent).length / test.length

function openings(model: Classifier, test: readonly TestText[]): number {
  const others = test.filter(({ intent }) => intent !== TARGET)
  return others.filter(({ text }) => model.predict(`${text} ${PHRASE}`).label === TARGET).length / others.length
}
