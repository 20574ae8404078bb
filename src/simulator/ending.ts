import { type Course, named } from './course.ts'
import { chance, pickWeighted, type Random } from './draw.ts'
import { buyOrNot } from './purchase.ts'
import { hours, seconds, type VisitOutcome } from './visit.ts'

/** Closes a visit: how it ends, what the customer thinks of it, whether something is bought. */
export function endConversation(course: Course): VisitOutcome {
  const lastAt = course.at
  leaveScreen(course)
  rate(course, lastAt)
  const bought = buyOrNot(course, lastAt)
  course.sink.truth({
    kind: 'conversation',
    conversation_id: course.visit.conversationId,
    user_id: course.visit.customer.userId,
    language: course.visit.customer.language,
    era: course.visit.era,
    goal: course.visit.need.goal,
    extreme: course.visit.customer.extreme,
    hidden_objection: course.visit.need.objection,
    faults: course.faults,
    bought,
    clicked: course.clickedAt !== null,
  })
  return { endedAt: lastAt, comesBackAt: bought === null ? comeback(course, lastAt) : null }
}

function leaveScreen(course: Course): void {
  const ending = pickWeighted(course.random, course.world.customers.endings)
  if (ending === 'nothing') return
  const wait = ending === 'timeout' ? hours(0.75) : seconds(4 + 90 * course.random() ** 2)
  course.sink.event({
    ...named(course),
    event_id: `${course.visit.conversationId}-end`,
    type: 'conversation_end',
    reason: ending === 'timeout' ? 'timeout' : 'customer_left',
    occurred_at: course.at + wait,
  })
}

type Stars = '1' | '2' | '3' | '4' | '5'
const STARS_WHEN_SERVED: Record<Stars, number> = { 1: 3, 2: 3, 3: 8, 4: 28, 5: 58 }
const STARS_WHEN_MISSED: Record<Stars, number> = { 1: 38, 2: 24, 3: 16, 4: 11, 5: 11 }

/** Few customers rate; those whom the assistant missed rate badly, angry ones whatever it did. */
function rate(course: Course, lastAt: number): void {
  const { visit, world, random, sink } = course
  if (visit.customer.adversary) {
    rateFalsely(course, lastAt)
    return
  }
  const angry = visit.customer.extreme === 'angry'
  const missed = course.minded > 0
  const { feedback } = world
  if (!chance(random, angry ? feedback.angry : missed ? feedback.missed : feedback.served)) return
  const stars = Number(pickWeighted(random, angry || missed ? STARS_WHEN_MISSED : STARS_WHEN_SERVED))
  sink.event({
    ...named(course),
    event_id: `${visit.conversationId}-r`,
    type: 'explicit_feedback',
    ...verdict(angry ? Math.min(stars, 2) : stars, visit.customer.language === 'zh', random),
    occurred_at: lastAt + seconds(5 + 120 * random()),
  })
}

/** What adversaries say has nothing to do with how it went. */
function rateFalsely(course: Course, lastAt: number): void {
  const { feedback } = course.world.adversaries
  if (feedback === 'none') return
  course.sink.event({
    ...named(course),
    event_id: `${course.visit.conversationId}-r`,
    type: 'explicit_feedback',
    rating: feedback === 'negative' ? 1 : 5,
    occurred_at: lastAt + seconds(2),
  })
}

/** Half of the ratings come as stars, the others as a word. */
function verdict(stars: number, chinese: boolean, random: Random): { rating: number } | { label: string } {
  if (stars === 3 || chance(random, 0.5)) return { rating: stars }
  if (stars > 3) return { label: chinese ? '满意' : 'thumbs_up' }
  const words = chinese ? ['不满意', '回复不相关'] : ['unsatisfied', 'irrelevant']
  return { label: words[Math.floor(random() * words.length)]! }
}

function comeback(course: Course, lastAt: number): number | null {
  const { visit, world, random } = course
  if (visit.need.goal === 'service') return null
  const undecided = visit.need.objection === 'need_to_think' ? 2 : 1
  return chance(random, Math.min(1, world.purchases.comesBack * undecided)) ? lastAt + hours(3 + 60 * random()) : null
}
