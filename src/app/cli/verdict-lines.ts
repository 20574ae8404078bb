interface Score {
  readonly items: number
  readonly accuracy: number | null
  readonly low: number
  readonly high: number
  readonly ece: number | null
}

interface Evaluation {
  readonly verdict: string
  readonly reasons: readonly { readonly verdict: string; readonly text: string }[]
  readonly tasks: Readonly<
    Record<
      string,
      { readonly before: Score | null; readonly after: Score; readonly negativeFlips?: readonly unknown[] }
    >
  >
}

/** An evaluation for people: each task before and after, then the verdict with its reasons. */
export function verdictLines(evaluation: Evaluation): string[] {
  return [
    ...Object.entries(evaluation.tasks).map(
      ([task, { before, after }]) => `${task}: ${shown(before)} -> ${shown(after)}`,
    ),
    `verdict: ${evaluation.verdict}`,
    ...evaluation.reasons.map((reason) => `  ${reason.verdict}: ${reason.text}`),
  ]
}

function shown(score: Score | null): string {
  if (score === null) return 'no model'
  if (score.accuracy === null) return 'no gold items'
  return `${percent(score.accuracy)} (95 % ${percent(score.low)} to ${percent(score.high)}, ${score.items} items, ECE ${percent(score.ece ?? 0)})`
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
