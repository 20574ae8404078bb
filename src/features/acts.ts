import { compareCodePoints } from '../events/order.ts'
import type { ActKind, OutcomeAct } from './outcomes.ts'
import type { Texts } from './texts.ts'
import type { NamedUser } from './users.ts'
import { NOBODY, namedAtOf } from './users.ts'

/** A cart or order event that names the conversation, or a user who may be one of its users. */
export interface Act {
  readonly eventId: string
  readonly t: number
  readonly kind: ActKind
  /** Names this conversation. */
  readonly here: boolean
  /** Number of the user's id among the conversation's texts, 0 for none. */
  readonly user: number
  readonly orderId: string | null
  readonly amount: number | null
  /** Number of the currency among the texts, 0 for none. */
  readonly currency: number
}

const KIND_ORDER: Readonly<Record<ActKind, number>> = { cart_add: 0, cart_other: 0, order: 1 }

function compareActs(a: Act, b: Act): number {
  return a.t - b.t || KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || compareCodePoints(a.eventId, b.eventId)
}

/** Adds an act to the ordered list; one that is there already is not added again. */
export function addAct(acts: Act[], outcome: OutcomeAct, conversationId: string, texts: Texts): void {
  const act: Act = {
    eventId: outcome.eventId,
    t: outcome.t,
    kind: outcome.kind,
    here: outcome.conversationId === conversationId,
    user: texts.numberOf(outcome.userId),
    orderId: outcome.orderId,
    amount: outcome.amount,
    currency: texts.numberOf(outcome.currency),
  }
  let from = acts.length
  while (from > 0 && compareActs(acts[from - 1]!, act) > 0) from--
  if (from > 0 && acts[from - 1]!.eventId === act.eventId && acts[from - 1]!.t === act.t) return
  acts.splice(from, 0, act)
}

/** Does the act belong to the conversation: does it name the conversation, or one of its users? */
export const belongs = (act: Act, users: readonly NamedUser[]): boolean =>
  act.here || namedAtOf(users, act.user) !== NOBODY

/** The first act of the wanted kind in `[from, to]` that belongs to the conversation. */
export function firstActIn(
  acts: readonly Act[],
  users: readonly NamedUser[],
  from: number,
  to: number,
  carts: boolean,
): Act | null {
  for (const act of acts) {
    if (act.t > to) return null
    if (act.t < from || act.kind === 'cart_other' || (act.kind === 'cart_add' && !carts)) continue
    if (belongs(act, users)) return act
  }
  return null
}
