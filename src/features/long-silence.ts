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

/** The waits of a conversation, as far as messages, clicks, feedback, terminal states and its end decide them. */
export interface Waits {
  /** In order; nothing has ended them yet. */
  open: Wait[]
  /** In order; they outlasted the window. Only carts and orders can still end them. */
  outlasted: Wait[]
}

export const newWaits = (): Waits => ({ open: [], outlasted: [] })

/** Takes the next reply or transition after the user has spoken, its state not terminal. */
export function startWait(waits: Waits, from: number, at: Reference): void {
  waits.open.push({ from, at })
}

/**
 * Takes the next event in order that ends waits: a user's message, click or feedback, an event in a terminal state,
 * or the hard end of the conversation. It comes too late for the waits that outlasted the window.
 */
export function endWaits(waits: Waits, t: number, config: FeatureConfig): void {
  if (waits.open.length === 0) return
  for (const wait of waits.open) if (t > wait.from + config.silenceWindowMs) waits.outlasted.push(wait)
  waits.open = []
}

/**
 * Does a cart or order end the wait? It does when it lies in the window after `wait`, and names the conversation
 * or one of its users whom a chat event has named by the end of the window.
 */
function endsWait(act: Act, wait: Wait, users: readonly NamedUser[], config: FeatureConfig): boolean {
  const until = wait.from + config.silenceWindowMs
  if (act.t <= wait.from || act.t > until) return false
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
  const unended = (wait: Wait) => !acts.some((act) => endsWait(act, wait, users, config))
  return outlasted.find(unended) ?? open.find(unended) ?? null
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
