import type { Ternary } from '../events/event.ts'
import type { FeatureConfig } from './config.ts'
import type { Reference } from './reference.ts'

/** What is known of one `cta_id` (its number among the conversation's texts, 0 for none) while no CTA of the conversation has been clicked in time. */
export interface CtaTimes {
  readonly ctaId: number
  /** Last time it was sent, NaN when it was not. */
  sentAt: number
  /** First click, NaN without one. */
  clickedAt: number
}

/** The CTAs of a conversation up to its end, and the clicks that name the conversation. */
export interface Ctas {
  sent: number
  lastSentAt: number
  firstSent: Reference | null
  /** The click in time that settles the feature. */
  click: Reference | null
  /** Empty once a click has settled the feature. */
  times: CtaTimes[]
}

export const newCtas = (): Ctas => ({ sent: 0, lastSentAt: Number.NaN, firstSent: null, click: null, times: [] })

/** Takes the next cta_sent in order. A CTA without an id counts as sent and cannot be clicked. */
export function ctaSent(ctas: Ctas, ctaId: number, t: number, at: Reference): void {
  ctas.sent++
  ctas.lastSentAt = t
  ctas.firstSent ??= at
  if (ctaId === 0 || ctas.click !== null) return
  const times = timesOf(ctas, ctaId)
  times.sentAt = t
  // A click stamped before its CTA is clock skew and counts.
  if (!Number.isNaN(times.clickedAt)) settle(ctas, at)
}

/** Takes the next cta_click in order; a click without an id matches nothing. */
export function ctaClicked(ctas: Ctas, ctaId: number, t: number, at: Reference, config: FeatureConfig): void {
  if (ctaId === 0 || ctas.click !== null) return
  const times = timesOf(ctas, ctaId)
  if (t <= times.sentAt + config.clickWindowMs) settle(ctas, at)
  else if (Number.isNaN(times.clickedAt)) times.clickedAt = t
}

function settle(ctas: Ctas, at: Reference): void {
  ctas.click = at
  ctas.times = []
}

function timesOf(ctas: Ctas, ctaId: number): CtaTimes {
  for (const times of ctas.times) if (times.ctaId === ctaId) return times
  const times = { ctaId, sentAt: Number.NaN, clickedAt: Number.NaN }
  ctas.times.push(times)
  return times
}

/**
 * Was every CTA left unclicked?
 *
 * @param closed has the conversation ended, as far as is known at `now`
 * @param now moment of judgement, epoch milliseconds
 * @returns true or false once settled, null while a click can still come
 * Source: cta_sent and cta_click events; spec/features.md, section 4.
 * @example ctaNotClicked(newCtas(), true, 0, defaultConfig) // false: nothing was offered
 */
export function ctaNotClicked(ctas: Ctas, closed: boolean, now: number, config: FeatureConfig): Ternary {
  if (ctas.click !== null) return false
  if (!closed) return null
  if (ctas.sent === 0) return false
  return now > clickBelievedAfter(ctas, config) ? true : null
}

/** From just after this instant the absence of a click is believed. */
export const clickBelievedAfter = (ctas: Ctas, config: FeatureConfig): number =>
  ctas.lastSentAt + config.clickWindowMs + config.graceMs
