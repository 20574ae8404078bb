import { TASKS, type Task } from '../models/task.ts'
import type { Part } from '../pool/sample.ts'
import type { LabelledTurn, ReviewedUnit } from './label-reader.ts'
import type { HumanLabel, TurnAnswer } from './ledger.ts'
import { type AnsweredSample, answersFor, type Given, type RatedTask } from './ratings.ts'

/** Of a human answer, what a consensus rests on. */
export type Verdict = Given & Pick<HumanLabel, 'atFault' | 'part'> & Partial<Pick<HumanLabel, 'faultTurn'>>
export type Answer = Given & Pick<HumanLabel, 'predictedTurns' | 'turns'>

export interface Majority<T> {
  /** null = nobody voted, or a tie. */
  readonly choice: T | null
  readonly tie: boolean
}

/** What a model of the annotators takes for true, and how sure it is, in (0, 1]. */
export interface Settled {
  readonly choice: string
  readonly posterior: number
}

/** Where enough people answered, what their answers together say; null = it is left to the majority. */
export type Settle = (task: RatedTask, unit: string) => Settled | null

const byMajority: Settle = () => null

/** What more voters chose than anything else. */
export function majority<T extends string | boolean>(votes: readonly T[]): Majority<T> {
  const counts = new Map<T, number>()
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1)
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1])
  const tie = first !== undefined && first[1] === second?.[1]
  return { choice: first === undefined || tie ? null : first[0], tie }
}

/** The last word of an adjudicator, else what a model of the annotators says, else the majority. */
export interface Consensus extends Majority<string> {
  readonly by: 'adjudication' | 'dawid_skene' | 'majority'
  readonly posterior: number | null
}

export function consensusOf(
  task: RatedTask,
  unit: string,
  votes: readonly string[],
  adjudicated: string | null,
  settle: Settle,
): Consensus {
  if (adjudicated !== null) return { choice: adjudicated, tie: false, by: 'adjudication', posterior: null }
  const settled = votes.length > 0 ? settle(task, unit) : null
  if (settled !== null) return { ...settled, tie: false, by: 'dawid_skene' }
  return { ...majority(votes), by: 'majority', posterior: null }
}

/** What people agree on, turn by turn. */
export function labelledTurns(samples: readonly AnsweredSample<Answer>[], settle: Settle = byMajority): LabelledTurn[] {
  return samples.flatMap((sample) => {
    const answers = [...answersFor(sample, 'review'), ...answersFor(sample, 'adjudication')].flatMap((label) =>
      label.turns.map((turn) => ({ label, turn })),
    )
    return [...Map.groupBy(answers, ({ turn }) => turn.turnId).values()].map((group) =>
      labelledTurn(sample, group, settle),
    )
  })
}

interface TurnVote {
  readonly label: Answer
  readonly turn: TurnAnswer
}

function labelledTurn(sample: AnsweredSample<Answer>, group: readonly TurnVote[], settle: Settle): LabelledTurn {
  const { labels: _, ...facts } = sample
  const { label: latest, turn } = group.at(-1)!
  const reviews = group.filter(({ label }) => label.purpose === 'review')
  const last = group.find(({ label }) => label.purpose === 'adjudication')?.turn
  const reached = (task: Task | 'style') => {
    const votes = reviews.map((vote) => vote.turn[task] ?? null).filter((id) => id !== null)
    return consensusOf(task, turn.turnId, votes, last?.[task] ?? null, settle)
  }
  const [intent, objection, style] = [reached('intent'), reached('objection'), reached('style')]
  const of: Record<Task, Consensus> = { intent, objection }
  return {
    source: 'human',
    turnId: turn.turnId,
    textEventId: turn.textEventId,
    ...facts,
    bundle: turn.bundle,
    isRandomTurn: turn.isRandom,
    isSuspect: turn.isSuspect,
    predictedTurns: latest.predictedTurns,
    prediction: turn.prediction,
    label: { intent: intent.choice, objection: objection.choice },
    ...(style.choice === null ? {} : { style: style.choice }),
    ...posteriors(of),
    conflicts: TASKS.filter((task) => of[task].tie),
    labelIds: group.map(({ label }) => label.labelId),
    annotators: group.map(({ label }) => label.annotator),
    labelledAt: Math.max(...group.map(({ label }) => label.recordedAt)),
  }
}

function posteriors(of: Record<Task, Consensus>): Pick<LabelledTurn, 'posterior'> {
  if (TASKS.every((task) => of[task].posterior === null)) return {}
  return { posterior: { intent: of.intent.posterior, objection: of.objection.posterior } }
}

/** What people agree on about whole conversations. */
export function reviewedUnits(
  samples: readonly AnsweredSample<Verdict>[],
  settle: Settle = byMajority,
): ReviewedUnit[] {
  return samples.flatMap((sample) => {
    const { sampleId, conversationId, userId, stratum, inclusionProbability } = sample
    const reviews = answersFor(sample, 'review')
    const last = answersFor(sample, 'adjudication').at(-1)
    const answers = last === undefined ? reviews : [...reviews, last]
    if (answers.length === 0) return []
    const verdicts = reviews.map((label) => String(label.atFault))
    const fault = consensusOf('at_fault', sampleId, verdicts, last ? String(last.atFault) : null, settle)
    const parts = reviews.map((label) => label.part)
    const part = consensusOf('part', sampleId, parts, last?.part ?? null, settle)
    const atFault = fault.choice === null ? null : fault.choice === 'true'
    const faultTurn = placeOf(last === undefined ? reviews : [last], part.choice)
    const contradicts = atFault !== null && part.choice !== null && atFault === (part.choice === 'none')
    return [
      {
        sampleId,
        conversationId,
        userId,
        stratum,
        inclusionProbability,
        atFault,
        part: contradicts ? null : (part.choice as Part | null),
        ...(faultTurn === null || contradicts ? {} : { faultTurn }),
        ...(fault.posterior === null ? {} : { posterior: fault.posterior }),
        annotators: answers.map((label) => label.annotator),
        labelledAt: Math.max(...answers.map((label) => label.recordedAt)),
      },
    ]
  })
}

/** The reply that most answers with this part name; null = none names one, or a tie. */
const placeOf = (answers: readonly Verdict[], part: string | null): string | null =>
  majority(answers.flatMap((answer) => (answer.part === part ? (answer.faultTurn ?? []) : []))).choice
