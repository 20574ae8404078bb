// Section 3 of spec/features.md: start, end, closed, users, eligible, state.
import { inOrder, type OracleEvent, text } from './read.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const T = 24 * HOUR
export const G = 5 * MINUTE

export const CHAT = ['user_message', 'assistant_message', 'fsm_transition', 'cta_sent']
const TERMINAL = ['closed', 'completed', 'order_placed', 'end']
const SOFT = ['timeout', 'idle', 'abandoned']

export interface Conversation {
  id: string
  now: number
  /** All folded events of the log, in order. */
  log: readonly OracleEvent[]
  /** Those that name this conversation, in order. */
  named: OracleEvent[]
  start: OracleEvent | null
  /** The end, or the candidate end while not closed: a conversation_end, or the last chat event. */
  end: OracleEvent | null
  closed: boolean
  /** Chat events up to the end, in order. */
  chat: OracleEvent[]
  users: string[]
}

/**
 * "whichever comes first: a conversation_end, or the last chat event before an idle gap longer than T (… a
 * conversation_end after such a gap is ignored: the idle end stands)"
 */
const findEnd = (chatAndEnds: OracleEvent[]): OracleEvent | null => {
  let lastChat: OracleEvent | null = null
  for (const event of chatAndEnds) {
    if (lastChat !== null && event.t - lastChat.t > T) return lastChat
    if (event.type === 'conversation_end') return event
    lastChat = event
  }
  return lastChat
}

export const conversation = (id: string, log: readonly OracleEvent[], now: number): Conversation => {
  const named = log.filter((event) => event.conversation === id)
  const chatAndEnds = named.filter((event) => CHAT.includes(event.type) || event.type === 'conversation_end')
  const start = chatAndEnds[0] ?? null
  const end = findEnd(chatAndEnds)
  const closed = end !== null && now > (end.type === 'conversation_end' ? end.t + G : end.t + T + G)
  const upToEnd = chatAndEnds.filter((event) => end !== null && inOrder(event, end) <= 0)
  const users = [...new Set(upToEnd.map((event) => event.user).filter((user) => user !== null))]
  return { id, now, log, named, start, end, closed, chat: upToEnd.filter((e) => CHAT.includes(e.type)), users }
}

/** "Chat events after the end belong to no conversation (counted …)" */
export const afterEnd = (c: Conversation): number =>
  c.named.filter((event) => CHAT.includes(event.type)).length - c.chat.length

/** "An end with reason timeout, idle or abandoned is soft" */
export const hardEnd = (c: Conversation): OracleEvent | null =>
  c.end !== null && c.end.type === 'conversation_end' && !SOFT.includes(text(c.end, 'reason') ?? '') ? c.end : null

/** "at least one user_message up to the end; null while open without one" */
export const eligible = (c: Conversation): boolean | null => {
  if (c.chat.some((event) => event.type === 'user_message')) return true
  return c.closed ? false : null
}

/** The state after the first `count` of these chat events; null = unknown. */
const stateAfter = (chat: OracleEvent[]): string | null => {
  const states = chat.map((event) => {
    if (event.type === 'fsm_transition') return text(event, 'to')
    if (event.type === 'assistant_message') return text(event, 'fsm_state')
    return null
  })
  return states.findLast((state) => state !== null) ?? null
}

/** "up to and with it" */
export const stateAt = (c: Conversation, event: OracleEvent): string | null =>
  stateAfter(c.chat.filter((other) => inOrder(other, event) <= 0))

export const stateBefore = (c: Conversation, event: OracleEvent): string | null =>
  stateAfter(c.chat.filter((other) => inOrder(other, event) < 0))

/** "unknown is not terminal" */
export const isTerminal = (state: string | null): boolean => state !== null && TERMINAL.includes(state)
