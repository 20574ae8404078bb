import { findPersonal } from '../../src/privacy/mask.ts'
import type { Recogniser } from '../../src/privacy/recogniser.ts'
import type { MaskingLine } from './lines.ts'

/** What a recogniser did on generated lines. */
export interface RecogniserFigures {
  readonly name: string
  /** Values planted for it, and those of them of which no character was left in sight. */
  readonly planted: number
  readonly found: number
  /** Places that it took where nothing was planted, over all lines. */
  readonly falseHits: number
  /** Lines without anything personal, the same for all. */
  readonly cleanLines: number
}

export interface Miss {
  readonly why: 'missed' | 'partly' | 'false'
  readonly by: string
  readonly text: string
}

/** Recall and false hits per recogniser, with every line that went wrong. */
export function maskingFigures(
  lines: readonly MaskingLine[],
  recognisers: readonly Recogniser[],
): { figures: RecogniserFigures[]; misses: Miss[] } {
  const counts = new Map(recognisers.map(({ name }) => [name, { planted: 0, found: 0, falseHits: 0 }]))
  const misses: Miss[] = []
  for (const { text, aim, planted } of lines) {
    const spans = findPersonal(text, recognisers)
    for (const value of planted) {
      const own = counts.get(aim!)!
      own.planted++
      const places = Array.from({ length: value.to - value.from }, (_, i) => value.from + i)
      const hidden = places.filter((place) => covers(spans, place)).length
      if (hidden === value.to - value.from) own.found++
      else misses.push({ why: hidden > 0 ? 'partly' : 'missed', by: aim!, text })
    }
    for (const span of spans) {
      const right = planted.some((value) => span.from < value.to && value.from < span.to)
      if (right) continue
      counts.get(span.by)!.falseHits++
      misses.push({ why: 'false', by: span.by, text })
    }
  }
  const cleanLines = lines.filter(({ planted }) => planted.length === 0).length
  return { figures: [...counts].map(([name, count]) => ({ name, ...count, cleanLines })), misses }
}

const covers = (spans: readonly { from: number; to: number }[], at: number): boolean =>
  spans.some(({ from, to }) => from <= at && at < to)
