import type { RuleName } from '../features/row.ts'
import type { Stratum } from '../pool/sample.ts'
import type { HumanLabel, Purpose } from './ledger.ts'
import { TAXONOMY_TASKS, type TaxonomyTask } from './taxonomy.ts'

/** What people decide on: twice about the conversation, three times about each turn. */
export const RATED_TASKS = ['at_fault', 'part', ...TAXONOMY_TASKS] as const
export type RatedTask = (typeof RATED_TASKS)[number]

/** A sample with all its human answers that count, and what later stages group by. */
export interface AnsweredSample<L> {
  readonly sampleId: string
  readonly conversationId: string
  readonly userId: string | null
  readonly assistantId: string | null
  readonly channel: string | null
  readonly stratum: Stratum
  readonly reasons: readonly RuleName[]
  readonly inclusionProbability: number
  readonly labels: readonly L[]
}

/** Of a human answer, what tells who gave it and in which order. */
export type Given = Pick<HumanLabel, 'labelId' | 'purpose' | 'annotator' | 'recordedAt'>
/** The same with what it says. */
export type GivenAnswer = Given & Pick<HumanLabel, 'atFault' | 'part' | 'turns' | 'seconds'>

/** One person's choice on one thing. */
export interface Rating {
  readonly task: RatedTask
  /** What was judged: the sample's id, or the reply's event id. */
  readonly unit: string
  readonly sampleId: string
  readonly annotator: string
  readonly labelId: string
  readonly choice: string
}

/** Each annotator's latest answer; who answers again has changed his mind. In order of time. */
export function latestPerAnnotator<L extends Omit<Given, 'purpose'>>(labels: readonly L[]): L[] {
  const inTime = [...labels].sort((a, b) => a.recordedAt - b.recordedAt || (a.labelId < b.labelId ? -1 : 1))
  const latest = new Map<string, L>()
  for (const label of inTime) {
    latest.delete(label.annotator)
    latest.set(label.annotator, label)
  }
  return [...latest.values()]
}

/** Latest answers per annotator that were given for this purpose. */
export const answersFor = <L extends Given>({ labels }: Pick<AnsweredSample<L>, 'labels'>, purpose: Purpose): L[] =>
  latestPerAnnotator(labels.filter((label) => label.purpose === purpose))

/** Every choice in the answers that were given for this purpose; what an answer leaves open is no choice. */
export function ratingsOf(sample: AnsweredSample<GivenAnswer>, purpose: Purpose = 'review'): Rating[] {
  return answersFor(sample, purpose).flatMap(({ annotator, labelId, atFault, part, turns }) => {
    const by = { sampleId: sample.sampleId, annotator, labelId }
    const verdict: Rating[] = [
      { task: 'at_fault', unit: sample.sampleId, ...by, choice: String(atFault) },
      { task: 'part', unit: sample.sampleId, ...by, choice: part },
    ]
    return verdict.concat(
      turns.flatMap((turn) =>
        TAXONOMY_TASKS.flatMap((task: TaxonomyTask) => {
          const choice = turn[task] ?? null
          return choice === null ? [] : [{ task, unit: turn.turnId, ...by, choice }]
        }),
      ),
    )
  })
}
