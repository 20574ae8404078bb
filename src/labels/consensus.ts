import type { RuleName } from '../features/row.ts'
import { TASKS, type Task } from '../models/task.ts'
import type { Stratum } from '../pool/sample.ts'
import type { LabelledTurn, ReviewedUnit } from './label-reader.ts'
import type { HumanLabel, TurnAnswer } from './ledger.ts'

/** Of a human answer, what a consensus rests on. */
export type Verdict = Pick<HumanLabel, 'labelId' | 'annotator' | 'recordedAt' | 'atFault' | 'part'>
export type Answer = Pick<HumanLabel, 'labelId' | 'annotator' | 'recordedAt' | 'predictedTurns' | 'turns'>

/** A sample with all its human answers, and what later stages group by. */
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

export interface Majority<T> {
  /** null = nobody voted, or a tie. */
  readonly choice: T | null
  readonly tie: boolean
}

/** What more voters chose than anything else. */
export function majority<T extends string | boolean>(votes: readonly T[]): Majority<T> {
  const counts = new Map<T, number>()
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1)
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1])
  const tie = first !== undefined && first[1] === second?.[1]
  return { choice: first === undefined || tie ? null : first[0], tie }
}

/** Each annotator's latest answer; who answers again has changed his mind. In order of time. */
export function latestPerAnnotator<L extends Pick<HumanLabel, 'labelId' | 'annotator' | 'recordedAt'>>(
  labels: readonly L[],
): L[] {
  const inTime = [...labels].sort((a, b) => a.recordedAt - b.recordedAt || (a.labelId < b.labelId ? -1 : 1))
  const latest = new Map<string, L>()
  for (const label of inTime) {
    latest.delete(label.annotator)
    latest.set(label.annotator, label)
  }
  return [...latest.values()]
}

/** What people agree on, turn by turn. */
export function labelledTurns(samples: readonly AnsweredSample<Answer>[]): LabelledTurn[] {
  return samples.flatMap((sample) => {
    const answers = latestPerAnnotator(sample.labels).flatMap((label) => label.turns.map((turn) => ({ label, turn })))
    return [...Map.groupBy(answers, ({ turn }) => turn.turnId).values()].map((group) => labelledTurn(sample, group))
  })
}

function labelledTurn(
  {
    sampleId,
    conversationId,
    userId,
    assistantId,
    channel,
    stratum,
    reasons,
    inclusionProbability,
  }: AnsweredSample<Answer>,
  group: readonly { readonly label: Answer; readonly turn: TurnAnswer }[],
): LabelledTurn {
  const { label: latest, turn } = group.at(-1)!
  const vote = (task: Task) => majority(group.map((answer) => answer.turn[task]).filter((id) => id !== null))
  const votes: Record<Task, Majority<string>> = { intent: vote('intent'), objection: vote('objection') }
  return {
    source: 'human',
    turnId: turn.turnId,
    textEventId: turn.textEventId,
    sampleId,
    conversationId,
    userId,
    assistantId,
    channel,
    bundle: turn.bundle,
    stratum,
    reasons,
    inclusionProbability,
    isRandomTurn: turn.isRandom,
    isSuspect: turn.isSuspect,
    predictedTurns: latest.predictedTurns,
    prediction: turn.prediction,
    label: { intent: votes.intent.choice, objection: votes.objection.choice },
    conflicts: TASKS.filter((task) => votes[task].tie),
    labelIds: group.map(({ label }) => label.labelId),
    annotators: group.map(({ label }) => label.annotator),
    labelledAt: latest.recordedAt,
  }
}

/** What people agree on about whole conversations. */
export function reviewedUnits(samples: readonly AnsweredSample<Verdict>[]): ReviewedUnit[] {
  return samples.flatMap(({ sampleId, conversationId, userId, stratum, inclusionProbability, labels }) => {
    const answers = latestPerAnnotator(labels)
    const last = answers.at(-1)
    if (!last) return []
    return [
      {
        sampleId,
        conversationId,
        userId,
        stratum,
        inclusionProbability,
        atFault: majority(answers.map((label) => label.atFault)).choice,
        part: majority(answers.map((label) => label.part)).choice,
        annotators: answers.map((label) => label.annotator),
        labelledAt: last.recordedAt,
      },
    ]
  })
}
