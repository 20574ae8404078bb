import { newSession, type Session } from '../assistant/assistant.ts'
import type { TurnContext } from '../assistant/turn-events.ts'
import type { ReplyFacts } from '../assistant/wording.ts'
import { priceOf } from './catalogue.ts'
import type { Random } from './draw.ts'
import { ASSISTANT_ID, type Sink, type Visit } from './visit.ts'
import type { World } from './world.ts'

/** Everything that one conversation remembers while it runs. */
export interface Course {
  readonly visit: Visit
  readonly world: World
  readonly random: Random
  readonly sink: Sink
  at: number
  turn: number
  session: Session
  userId: string
  human: boolean
  /** Turns with a fault, and misunderstandings that the customer minded. */
  faults: number
  minded: number
  servedTurns: number
  objectionAnswered: boolean
  clickedAt: number | null
}

export function newCourse(visit: Visit, world: World, random: Random, sink: Sink): Course {
  return {
    visit,
    world,
    random,
    sink,
    at: visit.at,
    turn: 0,
    session: newSession,
    userId: visit.anonymous ? `anon-${visit.conversationId}` : visit.customer.userId,
    human: false,
    faults: 0,
    minded: 0,
    servedTurns: 0,
    objectionAnswered: visit.need.objection === 'none',
    clickedAt: null,
  }
}

/** What replies may name. */
export function facts({ visit }: Course): ReplyFacts {
  const { language } = visit.customer
  const price = priceOf(visit.need.product, language)
  return { product: visit.need.product[language], price: language === 'zh' ? `${price}元` : `$${price}` }
}

/** Event id of the customer's message of this turn. */
export const messageId = ({ visit, turn }: Course): string => `${visit.conversationId}-u${turn}`

export const turnContext = (course: Course): TurnContext => ({
  conversationId: course.visit.conversationId,
  userId: course.userId,
  assistantId: ASSISTANT_ID,
  channel: course.visit.channel,
  productId: course.visit.need.product.id,
  turn: course.turn,
  at: course.at,
})

/** The fields that every event of the conversation carries. */
export const named = (course: Course) => ({
  conversation_id: course.visit.conversationId,
  user_id: course.userId,
  assistant_id: ASSISTANT_ID,
  channel: course.visit.channel,
  product_ids: [course.visit.need.product.id],
})
