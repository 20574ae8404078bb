import { createHash } from 'node:crypto'
import type { Neighbour } from '../models/neighbours.ts'
import type { Task } from '../models/task.ts'
import { hashUnit } from '../stats/random.ts'
import { cellOf, type MachinePolicy } from './acceptance.ts'
import { believedLabel, type LabelModel, type Vote } from './label-model.ts'
import type { CompiledRule, RuleView } from './labelling-rule.ts'

/**
 * What rules and models together say of one customer message. `origin` has one value: nothing that asks for a person's
 * label takes it, by type and in the tables.
 */
export interface MachineProposal {
  readonly machineLabelId: string
  readonly origin: 'machine'
  readonly task: Task
  /** Event id of the customer's message. */
  readonly textId: string
  readonly label: string
  /** Calibrated probability that the label is right. */
  readonly probability: number
  readonly cell: string
  readonly votes: readonly Vote[]
  /** Probability with which it was to go to a person, fixed before the draw. */
  readonly auditProbability: number
  /** The draw: it goes to a person, and is never accepted by itself. */
  readonly audited: boolean
}

/** One text has one machine label per task, so its id follows from both. */
export const machineLabelId = (task: Task, textId: string): string =>
  `ml-${createHash('sha256').update(`${task}:${textId}`).digest('hex').slice(0, 16)}`

/** Edges of the confidence bands in which a model counts as one voter each: how right it is differs between them. */
const CONFIDENCE_EDGES = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]

const SIMILARITY_EDGES = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

/** The model's vote: it speaks as the voter of its band of confidence. */
export function modelVote(model: string, { label, confidence }: { label: string; confidence: number }): Vote | null {
  const edge = CONFIDENCE_EDGES.findLast((each) => confidence >= each)
  return edge === undefined ? null : { voter: `${model}>=${edge}`, label }
}

/** Where the label model starts: the middle of a model's band, since its confidence is calibrated; else null. */
export function initialPrecision(voter: string): number | null {
  const edge = CONFIDENCE_EDGES.find((each) => voter === `model>=${each}`)
  if (edge === undefined) return null
  const next = CONFIDENCE_EDGES[CONFIDENCE_EDGES.indexOf(edge) + 1] ?? 1
  return (edge + next) / 2
}

/** The nearest labelled text votes as the voter of its band of similarity. */
export function neighbourVote({ label, similarity }: Neighbour): Vote | null {
  const edge = SIMILARITY_EDGES.findLast((each) => similarity >= each)
  return edge === undefined ? null : { voter: `neighbour>=${edge}`, label }
}

/** Who votes for what on one message; rules of other tasks are passed over. */
export function votesOn(
  task: Task,
  view: RuleView,
  rules: readonly CompiledRule[],
  nearest: Neighbour | null = null,
): Vote[] {
  const spoken = rules
    .filter(({ rule }) => rule.task === task && rule.enabled)
    .flatMap((compiled): Vote[] => {
      const label = compiled.vote(view)
      return label === null ? [] : [{ voter: `rule:${compiled.rule.ruleId}`, label }]
    })
  const predicted = view.predicted[task]
  const model = predicted === undefined ? null : modelVote('model', predicted)
  const neighbour = nearest === null ? null : neighbourVote(nearest)
  return [...spoken, ...[model, neighbour].filter((vote) => vote !== null)]
}

/** Cell of proposals that a label model made before enough texts were judged to calibrate it. Nothing of it is ever held. */
export const WARM_UP = 'warm-up'

/**
 * The proposal for a message, with its draw; null when nobody votes or the probability lies below all bands.
 *
 * @param isOpen whether the cell is open now: it decides the share that is audited
 */
export function propose(
  task: Task,
  textId: string,
  votes: readonly Vote[],
  model: LabelModel,
  policy: MachinePolicy,
  isOpen: (cell: string) => boolean,
): MachineProposal | null {
  const believed = believedLabel(model, votes)
  const cell = believed && cellOf(policy, believed.label, believed.probability)
  if (believed === null || cell === null) return null
  const auditProbability = isOpen(cell) ? policy.auditOpen : policy.auditShut
  const id = machineLabelId(task, textId)
  return {
    machineLabelId: id,
    origin: 'machine',
    task,
    textId,
    label: believed.label,
    probability: believed.probability,
    cell,
    votes,
    auditProbability,
    audited: hashUnit(`${policy.seed}/audit`, id) < auditProbability,
  }
}

/** What people say of an audited proposal. `open`: one contradicts it, and nobody has decided between them yet. */
export type Verdict =
  | { readonly kind: 'open'; readonly answers: number }
  | { readonly kind: 'right' }
  /** `label`: what most of the people chose; null = none fits, or all differ. */
  | { readonly kind: 'wrong'; readonly label: string | null }

export const MOST_JUDGES = 3

/**
 * One person who agrees confirms it. One who contradicts may err too, so two more are asked, blind, until two agree;
 * if all three differ, it is wrong.
 *
 * @param answers people's labels in order of time; null = none of the labels fits
 */
export function verdictOf(proposed: string, answers: readonly (string | null)[]): Verdict {
  if (answers.length === 0) return { kind: 'open', answers: 0 }
  if (answers[0] === proposed) return { kind: 'right' }
  const agreed = answers.find((answer, i) => answers.indexOf(answer) !== i)
  if (agreed === undefined) {
    return answers.length < MOST_JUDGES ? { kind: 'open', answers: answers.length } : { kind: 'wrong', label: null }
  }
  return agreed === proposed ? { kind: 'right' } : { kind: 'wrong', label: agreed }
}
