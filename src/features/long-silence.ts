import type { Ternary } from '../events/event.ts'
import type { Act } from './acts.ts'
import type { FeatureConfig } from './config.ts'
import type { Reference } from './reference.ts'
import { type NamedUser, NOBODY, namedAtOf } from './users.ts'

/** A reply or transition after which the user is expected to act. */
export interface Wait {
  /** Epoch milliseconds. */
  readonly from: number
  readonly at: Reference
}

/** Waits in order. The first `count` places count: a place is used again when its wait has ended. */
export interface WaitList {
  count: number
  readonly from: number[]
  readonly at: Reference[]
}

const newWaitList = (): WaitList => ({ count: 0, from: [], at: [] })

export function addWait(list: WaitList, from: number, at: Reference): void {
  list.from[list.count] = from
  list.at[list.count] = at
  list.count++
}

/** The waits of a conversation, as far as messages, clicks, feedback, terminal states and its end decide them. */
export interface Waits {
  /** Nothing has ended them yet. */
  readonly open: WaitList
  /** They outlasted the window. Only carts and orders can still end them. */
  readonly outlasted: WaitList
}

export const newWaits = (): Waits => ({ open: newWaitList(), outlasted: newWaitList() })

/**
 * Takes the next event in order that ends waits: a user's message, click or feedback, an event in a terminal state,
 * or the hard end of the conversation. It comes too late for the waits that outlasted the window.
 */
export function endWaits({ open, outlasted }: Waits, t: number, config: FeatureConfig): void {
  for (let i = 0; i < open.count; i++) {
    if (t > open.from[i]! + config.silenceWindowMs) addWait(outlasted, open.from[i]!, open.at[i]!)
  }
  open.count = 0
}

/**
 * Does a cart or order end the wait that began at `from`? It does when it lies in the window after it, and names the conversation
 * or one of its users whom a chat event has named by the end of the window.
 */
function endsWait(act: Act, from: number, users: readonly NamedUser[], config: FeatureConfig): boolean {
  const until = from + config.silenceWindowMs
  if (act.t <= from || act.t > until) return false
  if (act.here) return true
  const namedAt = namedAtOf(users, act.user)
  return namedAt !== NOBODY && namedAt <= until
}

/** The first wait that nothing has ended. */
export function firstUnendedWait(
  { open, outlasted }: Waits,
  acts: readonly Act[],
  users: readonly NamedUser[],
  config: FeatureConfig,
): Wait | null {
  return firstUnended(outlasted, acts, users, config) ?? firstUnended(open, acts, users, config)
}

function firstUnended(
  { count, from, at }: WaitList,
  acts: readonly Act[],
  users: readonly NamedUser[],
  config: FeatureConfig,
): Wait | null {
  for (let i = 0; i < count; i++) {
    const start = from[i]!
    if (acts.length === 0 || !acts.some((act) => endsWait(act, start, users, config)))
      return { from: start, at: at[i]! }
  }
  return null
}

/** From just after this instant the silence after `wait` is believed. */
export const silenceBelievedAfter = (wait: Wait, config: FeatureConfig): number =>
  wait.from + config.silenceWindowMs + config.graceMs

/**
 * Was the user silent for long after a reply or a transition?
 *
 * @param first the first wait that nothing has ended, see `firstUnendedWait`
 * @returns true when that wait is over with its grace; false when closed and no wait is pending, else null
 * Source: all events that name the conversation, carts and orders of its users; spec/features.md, section 4.
 */
export function longSilence(first: Wait | null, closed: boolean, now: number, config: FeatureConfig): Ternary {
  if (first !== null) return now > silenceBelievedAfter(first, config) ? true : null
  return closed ? false : null
}
