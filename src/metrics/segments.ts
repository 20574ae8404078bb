import type { LoopEvent } from '../events/event.ts'
import { textOf } from '../events/fields.ts'
import type { Unit } from './unit.ts'

/** A segment is data with a version: another meaning of it is another version, so that figures of both can be told apart. */
export interface Segment {
  readonly segment: 'language' | 'visitor' | 'pace'
  readonly version: number
  readonly values: readonly string[]
  /** What decides, in words. */
  readonly meaning: string
}

/** A slow decider's gap lies above this quantile of the days before. */
export const SLOW_QUANTILE = 0.75
export const SLOW_WINDOW_DAYS = 28

export const SEGMENTS: readonly Segment[] = [
  {
    segment: 'language',
    version: 1,
    values: ['zh', 'en', 'other', 'unknown'],
    meaning:
      'Of all letters of the customer: zh when Han characters are at least half, four Latin letters counting as one of them; else en when Latin ones are most; else other.',
  },
  {
    segment: 'visitor',
    version: 1,
    values: ['new', 'returning', 'unknown'],
    meaning: 'returning: the user had a conversation that began earlier.',
  },
  {
    segment: 'pace',
    version: 1,
    values: ['slow', 'other', 'unknown'],
    meaning: `slow: the median gap between a reply and the user's next message, measured before the decision (the first CTA), is above the ${SLOW_QUANTILE} quantile of the ${SLOW_WINDOW_DAYS} days before the conversation's day.`,
  },
]

/** Bumped when a conversation's traits would come out otherwise; they are then read from its events again. */
export const TRAITS_VERSION = 1

/** What a conversation's events say of its segments. */
export interface SegmentTraits {
  readonly language: 'zh' | 'en' | 'other' | null
  /** Median gap between a reply and the user's next message, before the first CTA, milliseconds; null = no such gap. */
  readonly gapMs: number | null
}

/** @param events punctual events of one conversation up to its end, in order */
export function segmentTraits(events: readonly LoopEvent[]): SegmentTraits {
  const texts = events.filter((event) => event.type === 'user_message').map((event) => textOf(event.wire, 'text') ?? '')
  return { language: languageOf(texts), gapMs: medianGap(events) }
}

const LATIN_PER_HAN = 4

export function languageOf(texts: readonly string[]): SegmentTraits['language'] {
  let [han, latin, other] = [0, 0, 0]
  for (const text of texts) {
    for (const letter of text.match(/\p{L}/gu) ?? []) {
      if (/\p{Script=Han}/u.test(letter)) han++
      else if (/\p{Script=Latin}/u.test(letter)) latin++
      else other++
    }
  }
  if (han + latin + other === 0) return null
  const foreign = (latin + other) / LATIN_PER_HAN
  if (han > 0 && han >= foreign) return 'zh'
  return latin >= other ? 'en' : 'other'
}

/** Only what lies before the decision: a gap after the offer may be its effect. */
function medianGap(events: readonly LoopEvent[]): number | null {
  const gaps: number[] = []
  let repliedAt: number | null = null
  for (const event of events) {
    if (event.type === 'cta_sent') break
    if (event.type === 'assistant_message') repliedAt = event.t
    if (event.type === 'user_message' && repliedAt !== null) {
      gaps.push(event.t - repliedAt)
      repliedAt = null
    }
  }
  if (gaps.length === 0) return null
  gaps.sort((a, b) => a - b)
  const middle = gaps.length >> 1
  return gaps.length % 2 === 1 ? gaps[middle]! : (gaps[middle - 1]! + gaps[middle]!) / 2
}

/** @param slowAboveMs the quantile of the days before; null = nothing was measured then */
export const paceOf = (gapMs: number | null, slowAboveMs: number | null): Unit['pace'] =>
  gapMs === null || slowAboveMs === null ? null : gapMs > slowAboveMs ? 'slow' : 'other'
