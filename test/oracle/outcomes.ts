// Section 4 of spec/features.md: the features that speak of clicks, orders and silence.
import { type Conversation, G, hardEnd, isTerminal, stateAt } from './conversation.ts'
import { inOrder, type OracleEvent, otherId, raw } from './read.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

export const ctaNotClicked = (c: Conversation): boolean | null => {
  const ctas = c.chat.filter((event) => event.type === 'cta_sent')
  const clicks = c.named.filter((event) => event.type === 'cta_click')
  const clickedInTime = (cta: OracleEvent): boolean => {
    const id = otherId(cta, 'cta_id')
    return id !== null && clicks.some((click) => otherId(click, 'cta_id') === id && click.t <= cta.t + 30 * MINUTE)
  }
  if (ctas.some(clickedInTime)) return false
  if (!c.closed) return null
  if (ctas.length === 0) return false
  return ctas.every((cta) => c.now > cta.t + 30 * MINUTE + G) ? true : null
}

/** "only exact placed and paid are orders"; absent = placed. */
const isOrder = (event: OracleEvent): boolean =>
  event.type === 'order_event' && ['placed', 'paid', undefined].includes(raw(event, 'status') as string)

/** Absent = add; a wrong type is no addition. */
const isAddition = (event: OracleEvent): boolean =>
  event.type === 'cart_event' && ['add', undefined].includes(raw(event, 'action') as string)

/** "naming this conversation or any of its users" */
const names = (c: Conversation, event: OracleEvent, users: readonly string[]): boolean =>
  event.conversation === c.id || (event.user !== null && users.includes(event.user))

const nothingBought = (c: Conversation, windowMs: number): boolean | null => {
  if (c.start === null || c.end === null) return null
  const [from, until] = [c.start.t, c.end.t + windowMs]
  const inWindow = c.log.filter((event) => event.t >= from && event.t <= until)
  if (inWindow.some((event) => (isOrder(event) || isAddition(event)) && names(c, event, c.users))) return false
  return c.closed && c.now > until + G ? true : null
}

export const noOrder = (c: Conversation): boolean | null => nothingBought(c, 24 * HOUR)
export const noConversion = (c: Conversation): boolean | null => nothingBought(c, 72 * HOUR)

/** Is there, after u in the order and by `until`, what ends the wait that began at u? */
const waitEnded = (c: Conversation, u: OracleEvent, until: number): boolean => {
  const since = (event: OracleEvent): boolean => inOrder(event, u) > 0 && event.t <= until
  const hard = hardEnd(c)
  if (hard !== null && hard.t <= until) return true
  const acts = ['user_message', 'cta_click', 'explicit_feedback']
  if (c.named.some((event) => acts.includes(event.type) && since(event))) return true
  const namedByChat = c.chat.filter((event) => event.t <= until).map((event) => event.user)
  const known = c.users.filter((user) => namedByChat.includes(user))
  const bought = (event: OracleEvent): boolean => event.type === 'cart_event' || isOrder(event)
  if (c.log.some((event) => bought(event) && since(event) && names(c, event, known))) return true
  return c.chat.some((event) => since(event) && isTerminal(stateAt(c, event)))
}

export const longSilence = (c: Conversation): boolean | null => {
  const waits = c.chat.filter(
    (u) =>
      (u.type === 'assistant_message' || u.type === 'fsm_transition') &&
      c.chat.some((event) => event.type === 'user_message' && inOrder(event, u) < 0) &&
      !isTerminal(stateAt(c, u)) &&
      !waitEnded(c, u, u.t + 30 * MINUTE),
  )
  if (waits.some((u) => c.now > u.t + 30 * MINUTE + G)) return true
  return c.closed && waits.length === 0 ? false : null
}
