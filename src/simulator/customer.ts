import type { Intent, Language, Objection } from '../assistant/taxonomy.ts'
import { randomFrom } from '../stats/random.ts'
import { CATALOGUE, type Product, priceOf } from './catalogue.ts'
import { between, chance, logNormal, pick, pickWeighted, type Random } from './draw.ts'
import { intentsWith, type Meaning } from './phrases/phrase-book.ts'
import type { Era } from './phrases/slots.ts'
import type { Goal, World } from './world.ts'

export type Extreme = 'angry' | 'never_clicks' | 'flooding' | 'endless' | null

/** What stays with a person from visit to visit. */
export interface Customer {
  readonly userId: string
  readonly language: Language
  readonly extreme: Extreme
  /** Misunderstandings borne before leaving. */
  readonly patience: number
  /** Median seconds before writing again. */
  readonly thinkingSeconds: number
  /** Means harm, and is no customer. */
  readonly adversary?: true
}

/** What brings a person here this time, hidden from the assistant. */
export interface Need {
  readonly goal: Goal
  readonly product: Product
  /** The most that will be spent, in the currency of the language. */
  readonly budget: number
  readonly objection: Objection
  /** What will be asked, in order. */
  readonly agenda: readonly Meaning[]
}

/** The same person for the same number, whenever asked. */
export function drawCustomer(world: World, seed: string, number: number): Customer {
  const random = randomFrom(`${seed}/customer/${number}`)
  const { customers, traffic } = world
  return {
    userId: `u-${number}`,
    language: chance(random, traffic.chineseShare) ? 'zh' : 'en',
    extreme: drawExtreme(customers.extremes, random),
    patience: logNormal(random, customers.patience, 0.5),
    thinkingSeconds: logNormal(random, customers.thinkingSeconds, 0.5),
  }
}

function drawExtreme(extremes: World['customers']['extremes'], random: Random): Extreme {
  const { angry, neverClicks, flooding, endless } = extremes
  const rest = Math.max(0, 1 - angry - neverClicks - flooding - endless)
  const kind = pickWeighted(random, { angry, never_clicks: neverClicks, flooding, endless, none: rest })
  return kind === 'none' ? null : kind
}

const BEFORE_BUYING: Readonly<Partial<Record<Intent, number>>> = {
  price_question: 22,
  availability: 16,
  product_comparison: 13,
  recommendation_request: 18,
  discount_request: 14,
  delivery: 11,
  payment: 7,
  warranty: 6,
  returns: 4,
}
const AFTER_BUYING: Readonly<Partial<Record<Intent, number>>> = {
  order_status: 38,
  returns: 20,
  warranty: 13,
  complaint: 15,
  delivery: 10,
  payment: 6,
}

/** Draws what a visit is about. */
export function drawNeed(world: World, customer: Customer, era: Era, random: Random): Need {
  const goal = pickWeighted(random, world.customers.goals)
  const product = pick(random, CATALOGUE[era])
  const objection =
    goal !== 'service' && chance(random, world.objections.share) ? pickWeighted(random, world.objections.kinds) : 'none'
  const budget = priceOf(product, customer.language) * logNormal(random, goal === 'buy' ? 1.3 : 0.9, 0.35)
  return { goal, product, objection, budget, agenda: drawAgenda(world, customer, goal, objection, random) }
}

function drawAgenda(world: World, customer: Customer, goal: Goal, objection: Objection, random: Random): Meaning[] {
  const questions = questionCount(customer, goal, random)
  const wishes = goal === 'service' ? AFTER_BUYING : BEFORE_BUYING
  const agenda: Meaning[] = chance(random, world.customers.greetsFirstShare) ? [plain('greeting')] : []
  for (let asked = 0; asked < questions; asked += 1) {
    agenda.push(plain(pickWeighted(random, wishes as Record<Intent, number>)))
  }
  if (objection !== 'none') agenda.splice(agenda.length - between(random, 0, 1), 0, objecting(objection, random))
  if (goal === 'buy' && objection !== 'not_needed' && chance(random, 0.3)) agenda.push(plain('place_order'))
  if (customer.extreme === 'angry') agenda.push(plain('complaint'))
  if (chance(random, world.customers.saysGoodbyeShare)) agenda.push(plain('goodbye'))
  return agenda
}

/** Most conversations are one or two questions long. */
function questionCount(customer: Customer, goal: Goal, random: Random): number {
  if (customer.extreme === 'endless') return between(random, 10, 25)
  const more = goal === 'service' ? 0.2 : goal === 'browse' ? 0.22 : 0.32
  let count = 1
  while (count < 6 && chance(random, more)) count += 1
  return count
}

const plain = (intent: Intent): Meaning => ({ intent, objection: 'none' })

const objecting = (objection: Exclude<Objection, 'none'>, random: Random): Meaning => ({
  intent: pick(random, intentsWith(objection)),
  objection,
})
