/** By what an evaluation is broken down. */
export const SEGMENTS = ['language', 'length', 'channel', 'assistant'] as const
export type SegmentName = (typeof SEGMENTS)[number]

/** Where an item falls, one value per kind of segment; `unknown` where nothing is known. */
export type Segments = Readonly<Record<SegmentName, string>>

const UNKNOWN = 'unknown'
/** Code points. 12 hold a Chinese request or two English words; 60 a long sentence of either. */
const SHORT = 12
const LONG = 60
/** From this share of letters on, a script rules a text. */
const RULING = 0.8

/**
 * Segments of one gold item.
 *
 * @param text the customer's message
 * @param from of its conversation; null = not known, as of texts given directly
 */
export function segmentsOf(
  text: string,
  from: { readonly channel: string | null; readonly assistantId: string | null },
): Segments {
  return {
    language: languageOf(text),
    length: lengthOf(text),
    channel: from.channel ?? UNKNOWN,
    assistant: from.assistantId ?? UNKNOWN,
  }
}

/**
 * Language as far as the script tells it: `zh` (Han characters), `latin` (English and its neighbours), `mixed`, `other`
 * (any other script), `none` (no letter, as in 13800).
 */
export function languageOf(text: string): 'zh' | 'latin' | 'mixed' | 'other' | 'none' {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters === 0) return 'none'
  const han = (text.match(/\p{Script=Han}/gu)?.length ?? 0) / letters
  // A Latin word weighs about as much as two Han characters.
  const latinWords = text.match(/\p{Script=Latin}+/gu)?.length ?? 0
  const latin = (text.match(/\p{Script=Latin}/gu)?.length ?? 0) / letters
  if (1 - han - latin > 1 - RULING) return 'other'
  if (han === 0) return 'latin'
  if (latin === 0) return 'zh'
  const hanCount = han * letters
  const share = hanCount / (hanCount + 2 * latinWords)
  return share >= RULING ? 'zh' : share <= 1 - RULING ? 'latin' : 'mixed'
}

function lengthOf(text: string): string {
  const { length } = [...text]
  return length <= SHORT ? `1-${SHORT}` : length <= LONG ? `${SHORT + 1}-${LONG}` : `${LONG + 1}+`
}
