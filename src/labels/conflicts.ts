import { consensusOf, type Settle } from './consensus.ts'
import { type AnsweredSample, answersFor, type GivenAnswer, type RatedTask, type Rating, ratingsOf } from './ratings.ts'

/** A Dawid-Skene consensus that is less sure than this is shown as a conflict too. */
export const SURE = 0.8

/** Something on which the answers to a sample reach no consensus. */
export interface Conflict {
  readonly task: RatedTask
  /** Event id of the reply; null = the conversation. */
  readonly turnId: string | null
  readonly choices: readonly { readonly annotator: string; readonly labelId: string; readonly choice: string }[]
  /** How sure the Dawid-Skene consensus is; null = a tie. */
  readonly posterior: number | null
}

/** Whatever waits for a last word on this sample; none once it is adjudicated. */
export function conflictsOf(sample: AnsweredSample<GivenAnswer>, settle: Settle): Conflict[] {
  if (answersFor(sample, 'adjudication').length > 0) return []
  const units = Map.groupBy(ratingsOf(sample), ({ task, unit }) => `${task} ${unit}`)
  return [...units.values()].flatMap((unit) => conflictOf(sample.sampleId, unit, settle))
}

function conflictOf(sampleId: string, unit: readonly Rating[], settle: Settle): Conflict[] {
  const { task, unit: id } = unit[0]!
  const choices = unit.map((rating) => rating.choice)
  const { tie, posterior } = consensusOf(task, id, choices, null, settle)
  if (!tie && (posterior === null || posterior >= SURE)) return []
  return [
    {
      task,
      turnId: id === sampleId ? null : id,
      choices: unit
        .map(({ annotator, labelId, choice }) => ({ annotator, labelId, choice }))
        .sort((a, b) => (a.annotator < b.annotator ? -1 : 1)),
      posterior,
    },
  ]
}
