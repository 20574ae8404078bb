import { compareCodePoints } from '../events/order.ts'
import type { ActKind, OutcomeAct } from './outcomes.ts'
import type { NamedUser } from './users.ts'
import { namedAtOf } from './users.ts'

/** A cart or order event that names the conversation, or a user who may be one of its users. */
export interface Act {
  readonly eventId: string
  readonly t: number
  readonly kind: ActKind
  /** Names this conversation. */
  readonly here: boolean
  readonly userId: string | null
  readonly orderId: string | null
  readonly amount: number | null
  readonly currency: string | null
}

const KIND_ORDER: Readonly<Record<ActKind, number>> = { cart_add: 0, cart_other: 0, order: 1 }

function compareActs(a: Act, b: Act): number {
  return a.t - b.t || KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || compareCodePoints(a.eventId, b.eventId)
}

/** Adds an act to the ordered list; one that is there already is not added again. */
export function addAct(acts: Act[], outcome: OutcomeAct, conversationId: string): void {
  const act: Act = {
    eventId: outcome.eventId,
    t: outcome.t,
    kind: outcome.kind,
    here: outcome.conversationId === conversationId,
    userId: outcome.userId,
    orderId: outcome.orderId,
    amount: outcome.amount,
    currency: outcome.currency,
  }
  let from = acts.length
  while (from > 0 && compareActs(acts[from - 1]!, act) > 0) from--
  if (from > 0 && acts[from - 1]!.eventId === act.eventId && acts[from - 1]!.t === act.t) return
  acts.splice(from, 0, act)
}

/** Does the act belong to the conversation: does it name the conversation, or one of its users? */
export const belongs = (act: Act, users: readonly NamedUser[]): boolean =>
  act.here || (act.userId !== null && !Number.isNaN(namedAtOf(users, act.userId)))

/** The first act of the wanted kind in `[from, to]` that belongs to the conversation. */
export function firstActIn(
  acts: readonly Act[],
  users: readonly NamedUser[],
  window: { readonly from: number; readonly to: number; readonly carts: boolean },
): Act | null {
  for (const act of acts) {
    if (act.t > window.to) return null
    if (act.t < window.from || act.kind === 'cart_other' || (act.kind === 'cart_add' && !window.carts)) continue
    if (belongs(act, users)) return act
  }
  return null
}
