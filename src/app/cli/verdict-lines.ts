interface Score {
  readonly items: number
  readonly accuracy: number | null
  readonly low: number
  readonly high: number
  readonly ece: number | null
}

interface Flip {
  readonly gold_id: string
  readonly text: string | null
  readonly truth: string
  readonly before: string | null
  readonly after: string
}

interface Segment {
  readonly segment: string
  readonly value: string
  readonly items: number
  readonly before: number
  readonly after: number
  readonly estimate: number | null
  readonly low: number
  readonly high: number
}

/** An evaluation as GET /v1/evaluations/:id answers it, as far as people read it here. */
export interface Evaluation {
  readonly evaluation_id: string
  readonly bundle: string
  readonly against: string | null
  readonly gold_version: string | null
  readonly limits_version: number
  readonly verdict: string
  readonly reasons: readonly { readonly verdict: string; readonly text: string }[]
  readonly tasks: Readonly<
    Record<
      string,
      {
        readonly before: Score | null
        readonly after: Score
        readonly difference: { readonly estimate: number | null; readonly low: number; readonly high: number } | null
        readonly negative_flips: number
        readonly segments: readonly Segment[]
      }
    >
  >
}

/** How many negative flips are shown; the rest is counted. */
export const SHOWN_FLIPS = 20

/**
 * An evaluation for people who decide about a release: the verdict and what speaks against it, then what was right and is
 * now wrong, then the figures.
 *
 * @param flips the first negative flips, with their texts
 */
export function verdictLines(evaluation: Evaluation, flips: readonly Flip[]): string[] {
  const { bundle, against, gold_version, limits_version, evaluation_id } = evaluation
  const broken = Object.values(evaluation.tasks).reduce((sum, task) => sum + task.negative_flips, 0)
  const compared = Object.values(evaluation.tasks).some((task) => task.before !== null)
  return [
    `${bundle} against ${against ?? 'nothing'}: ${evaluation.verdict}`,
    ...(compared ? [`negative flips (were right, are now wrong): ${broken}`, ...flips.map(flipLine)] : []),
    ...(broken > flips.length
      ? [`  and ${broken - flips.length} more: GET /v1/evaluations/${evaluation_id}/items?outcome=broken`]
      : []),
    'reasons:',
    ...evaluation.reasons.map((reason) => `  ${reason.verdict}: ${reason.text}`),
    ...accuracyLines(evaluation.tasks),
    `evaluation ${evaluation_id}, gold set ${gold_version ?? 'none'}, limits version ${limits_version}`,
  ]
}

function accuracyLines(tasks: Evaluation['tasks']): string[] {
  if (Object.values(tasks).every(({ after }) => after.items === 0)) return ['accuracy: no gold items were compared']
  return [
    'accuracy:',
    ...Object.entries(tasks).flatMap(([task, { before, after, difference, segments }]) => [
      `  ${task}: ${shown(before)} -> ${shown(after)}${difference === null ? '' : `: ${changeOf(difference)}`}`,
      ...segments.map((each) => `    ${segmentLine(each)}`),
    ]),
  ]
}

const flipLine = ({ gold_id, text, truth, before, after }: Flip): string =>
  `  ${gold_id}  is ${truth}, was ${before}, now ${after}: ${text === null ? '(text erased)' : shortened(text)}`

const segmentLine = ({ segment, value, items, before, after, ...difference }: Segment): string =>
  `${segment} ${value}: ${percent(before)} -> ${percent(after)}: ${changeOf(difference)}, ${items} items`

/** A paired difference, in points of accuracy. */
const changeOf = ({
  estimate,
  low,
  high,
}: {
  readonly estimate: number | null
  readonly low: number
  readonly high: number
}) =>
  estimate === null ? 'no difference known' : `${points(estimate)} points (95 % ${points(low)} to ${points(high)})`

function shown(score: Score | null): string {
  if (score === null) return 'no model'
  if (score.accuracy === null) return 'no gold items'
  return `${percent(score.accuracy)} (95 % ${percent(score.low)} to ${percent(score.high)}, ${score.items} items, ECE ${percent(score.ece ?? 0)})`
}

const MOST_CHARACTERS = 60
const shortened = (text: string): string => {
  const line = [...text.replaceAll(/\s+/g, ' ')]
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS).join('')}…` : line.join('')
}
const points = (share: number): string => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
