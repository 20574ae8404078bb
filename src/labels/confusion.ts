import { type AnsweredSample, type GivenAnswer, type RatedTask, type Rating, ratingsOf } from './ratings.ts'

/** Who is compared with whom on what. */
export interface ConfusionQuery {
  readonly task: RatedTask
  /** null = everybody with everybody: each pair counts once in either direction. */
  readonly annotator: string | null
  /** null = all others. */
  readonly beside: string | null
}

/** How often one said `label` where the other said `other`. */
export interface ConfusionCell {
  readonly label: string
  readonly other: string
  readonly pairs: number
}

export interface Confusion {
  /** By how often they were given, most first. */
  readonly labels: readonly string[]
  /** Those with any pairs. */
  readonly cells: readonly ConfusionCell[]
  /** Judged by both sides. */
  readonly units: number
  readonly pairs: number
}

/** Something that was judged by two or more, with all that was said. */
export interface ComparedUnit {
  readonly sampleId: string
  readonly conversationId: string
  /** Event id of the reply; null = the conversation. */
  readonly turnId: string | null
  readonly choices: readonly Pick<Rating, 'annotator' | 'labelId' | 'choice'>[]
}

type Pair = readonly [label: string, other: string]

/** Answers to the queue side by side; what only one person judged is left out. */
export function confusionOf(samples: readonly AnsweredSample<GivenAnswer>[], query: ConfusionQuery): Confusion {
  const cells = new Map<string, { label: string; other: string; pairs: number }>()
  const given = new Map<string, number>()
  let [units, pairs] = [0, 0]
  for (const { choices } of comparedUnits(samples, query)) {
    const found = pairsOf(choices, query)
    if (found.length > 0) units++
    for (const [label, other] of found) {
      const key = JSON.stringify([label, other])
      const cell = cells.get(key) ?? { label, other, pairs: 0 }
      cell.pairs++
      cells.set(key, cell)
      pairs++
      for (const each of [label, other]) given.set(each, (given.get(each) ?? 0) + 1)
    }
  }
  const labels = [...given].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([label]) => label)
  return { labels, cells: [...cells.values()], units, pairs }
}

/** What stands behind one cell, in the order of the samples. */
export function confusedUnits(
  samples: readonly AnsweredSample<GivenAnswer>[],
  query: ConfusionQuery,
  cell: Pick<ConfusionCell, 'label' | 'other'>,
): ComparedUnit[] {
  const isMeant = ([label, other]: Pair): boolean => label === cell.label && other === cell.other
  return comparedUnits(samples, query).filter(({ choices }) => pairsOf(choices, query).some(isMeant))
}

function comparedUnits(samples: readonly AnsweredSample<GivenAnswer>[], { task }: ConfusionQuery): ComparedUnit[] {
  return samples.flatMap((sample) => {
    const ratings = ratingsOf(sample).filter((rating) => rating.task === task)
    return [...Map.groupBy(ratings, ({ unit }) => unit)].flatMap(([unit, own]) => {
      if (own.length < 2) return []
      const choices = own.map(({ annotator, labelId, choice }) => ({ annotator, labelId, choice }))
      const { sampleId, conversationId } = sample
      return [{ sampleId, conversationId, turnId: unit === sampleId ? null : unit, choices }]
    })
  })
}

function pairsOf(choices: ComparedUnit['choices'], { annotator, beside }: ConfusionQuery): Pair[] {
  return choices.flatMap((one) =>
    choices.flatMap((other): Pair[] => {
      const meant =
        one !== other &&
        (annotator === null || one.annotator === annotator) &&
        (beside === null || other.annotator === beside)
      return meant ? [[one.choice, other.choice]] : []
    }),
  )
}
