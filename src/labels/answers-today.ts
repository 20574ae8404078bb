import type { TurnAnswer } from './ledger.ts'
import type { AnsweredSample } from './ratings.ts'
import { TAXONOMY_TASKS, type Taxonomy, type TaxonomyTask } from './taxonomy.ts'
import { predictedToday, translated } from './taxonomy-translate.ts'

/**
 * Answers as they read in today's taxonomy, before anything is made of them: two who said the same under an old and a new
 * name agree, and a model that still says the old name is right. What was split or retired is no answer any more.
 */
export function answersToday<L extends { readonly turns: readonly TurnAnswer[] }>(
  taxonomy: Taxonomy,
  samples: readonly AnsweredSample<L>[],
): AnsweredSample<L>[] {
  if (taxonomy.moved === undefined) return [...samples]
  return samples.map((sample) => ({
    ...sample,
    labels: sample.labels.map((label) => ({ ...label, turns: label.turns.map((turn) => turnToday(taxonomy, turn)) })),
  }))
}

function turnToday(taxonomy: Taxonomy, turn: TurnAnswer): TurnAnswer {
  const read = (task: TaxonomyTask) => {
    const id = turn[task] ?? null
    return id === null ? null : translated(taxonomy, task, id)
  }
  const said = Object.fromEntries(TAXONOMY_TASKS.map((task) => [task, read(task)])) as Record<
    TaxonomyTask,
    string | null
  >
  const { style, ...rest } = said
  const { style: _, ...kept } = turn
  const prediction = {
    ...turn.prediction,
    intent: predictedToday(taxonomy, 'intent', turn.prediction.intent),
    objection: predictedToday(taxonomy, 'objection', turn.prediction.objection),
  }
  return { ...kept, prediction, ...rest, ...(style === null ? {} : { style }) }
}
