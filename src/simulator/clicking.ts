import type { Reply } from '../assistant/assistant.ts'
import { type Course, named } from './course.ts'
import { chance, logNormal } from './draw.ts'
import { seconds } from './visit.ts'
import type { World } from './world.ts'

/** Decides whether the offer under a reply is clicked, and lets it happen. */
export function clickAfter(course: Course, reply: Reply, good: boolean): void {
  if (reply.offer === null || course.clickedAt !== null) return
  const isBot = course.visit.customer.adversary && course.world.adversaries.clicks
  if (!isBot && !chance(course.random, clickProbability(course, course.world, good))) return
  const clickedAt = isBot
    ? course.at + 500
    : course.at + 1 + seconds(Math.min(2400, logNormal(course.random, course.world.clicks.delaySeconds, 0.9)))
  course.clickedAt = clickedAt
  course.sink.event({
    ...named(course),
    event_id: `${course.visit.conversationId}-x${course.turn}`,
    type: 'cta_click',
    cta_id: `${course.visit.conversationId}-k${course.turn}`,
    occurred_at: clickedAt,
  })
}

function clickProbability({ visit }: Course, { clicks }: World, good: boolean): number {
  if (visit.customer.extreme === 'never_clicks') return 0
  const base = good ? clicks.whenServed : clicks.whenMissed
  return visit.need.goal === 'buy' ? base : base * clicks.browserFactor
}
