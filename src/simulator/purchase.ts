import { priceOf } from './catalogue.ts'
import { type Course, named } from './course.ts'
import { chance, logNormal, pickWeighted } from './draw.ts'
import { ASSISTANT_ID, hours, seconds } from './visit.ts'

/** Decides whether and where the customer buys, and lets it happen. */
export function buyOrNot(course: Course, lastAt: number): 'chat' | 'shop' | null {
  const buys = chance(course.random, buyingProbability(course))
  if (course.clickedAt !== null) {
    const from = Math.max(course.clickedAt, lastAt)
    if (buys || chance(course.random, course.world.purchases.cartAfterClick)) putIntoCart(course, from)
    if (buys) orderInChat(course, from)
    return buys ? 'chat' : null
  }
  if (buys) orderOnShopSite(course, lastAt)
  return buys ? 'shop' : null
}

/** A wish to buy, worn down by every misunderstanding that mattered and by an objection nobody answered. */
function buyingProbability(course: Course): number {
  const { visit, world, minded, objectionAnswered, clickedAt } = course
  const { purchases, objections } = world
  const { goal, objection, product, budget } = visit.need
  const wish = goal === 'buy' ? purchases.buyer : goal === 'browse' ? purchases.browser : purchases.service
  const held = objection === 'none' ? 1 : objectionAnswered ? objections.leftWhenAnswered : objections.leftWhenMissed
  const affordable = priceOf(product, visit.customer.language) <= budget ? 1 : 0.25
  const drawn = clickedAt === null ? 0.8 : 1.4
  return Math.min(1, wish * held * affordable * drawn * purchases.leftAfterMisunderstanding ** minded)
}

function putIntoCart(course: Course, from: number): void {
  course.sink.event({
    ...named(course),
    event_id: `${course.visit.conversationId}-c`,
    type: 'cart_event',
    action: 'add',
    occurred_at: from + seconds(20 + 100 * course.random()),
  })
}

function orderInChat(course: Course, from: number): void {
  const at = from + seconds(150 + logNormal(course.random, 400, 1))
  course.sink.event({ ...named(course), ...order(course), occurred_at: at })
}

/** The shop's own system knows the customer, not the conversation. */
function orderOnShopSite(course: Course, lastAt: number): void {
  const { visit, world, random, sink } = course
  const { sameDay, threeDays, later } = world.purchases.shopDelay
  const when = pickWeighted(random, { sameDay, threeDays, later })
  const wait =
    when === 'sameDay' ? 0.3 + 20 * random() ** 2 : when === 'threeDays' ? 24 + 48 * random() : 72 + 120 * random()
  const event = { ...order(course), user_id: visit.customer.userId, product_ids: [visit.need.product.id] }
  sink.shopEvent({ ...event, channel: 'shop_site', assistant_id: ASSISTANT_ID, occurred_at: lastAt + hours(wait) })
}

function order({ visit, random }: Course) {
  const { language } = visit.customer
  const pieces = chance(random, 0.12) ? 2 : 1
  return {
    event_id: `${visit.conversationId}-o`,
    type: 'order_event',
    status: chance(random, 0.7) ? 'paid' : 'placed',
    order_id: `o-${visit.conversationId}`,
    amount: pieces * priceOf(visit.need.product, language),
    currency: language === 'zh' ? 'CNY' : 'USD',
  }
}
