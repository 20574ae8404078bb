import type { Ternary } from '../events/event.ts'
import { decodeClassifier } from '../models/codec.ts'
import { neighboursOf } from '../models/neighbours.ts'
import { readPart, type Task } from '../models/task.ts'
import type { MachinePolicy } from './acceptance.ts'
import {
  defaultLabelModelOptions,
  ENOUGH_JUDGED,
  fitLabelModel,
  type LabelModel,
  type VotedText,
} from './label-model.ts'
import { compileRule, type LabellingRule } from './labelling-rule.ts'
import { initialPrecision, type MachineProposal, propose, votesOn, WARM_UP } from './machine-label.ts'

/** A customer message to be labelled. */
export interface BatchText {
  readonly textId: string
  readonly text: string
  readonly signals: Readonly<Record<string, Ternary>>
}

/** Everything that the labelling of one batch of messages depends on; it can be sent to another thread. */
export interface LabelBatch {
  readonly task: Task
  /** The live model's files; null = no model votes. */
  readonly model: readonly (readonly [string, Uint8Array])[] | null
  /** Texts that people labelled: the nearest one votes. */
  readonly labelled: readonly { readonly text: string; readonly label: string }[]
  readonly rules: readonly LabellingRule[]
  readonly texts: readonly BatchText[]
  /** Texts of earlier batches with their votes, and what people said of them. */
  readonly past: readonly VotedText[]
  readonly policy: MachinePolicy
  /** Cells that are open now. */
  readonly open: readonly string[]
}

export interface LabelledBatch {
  readonly proposals: readonly MachineProposal[]
  readonly model: LabelModel
  /** Texts of the batch that somebody voted on. */
  readonly voted: number
  /** Too few texts were judged: the proposals are those for people alone, and the others are to be looked at again. */
  readonly warmUp: boolean
}

/**
 * Votes on every message, fits the label model to them and to the past, and draws who goes to a person. Before it is
 * calibrated it puts messages into wrong cells, and their audits would be held against these for ever: so until then only
 * the audited ones are proposed, in a cell of their own.
 */
export function labelBatch(batch: LabelBatch): LabelledBatch {
  const { task, policy, past } = batch
  const classifier = batch.model && decodeClassifier(new Map(batch.model))
  const neighbours = neighboursOf(batch.labelled)
  const rules = batch.rules.map(compileRule)
  const texts = batch.texts.map(({ textId, text, signals }) => {
    const read = readPart(text)
    const predicted = classifier === null ? {} : { [task]: classifier.predict(read) }
    return { textId, votes: votesOn(task, { text: read, signals, predicted }, rules, neighbours.nearest(read)) }
  })
  const voted = texts.filter(({ votes }) => votes.length > 0)
  const all = [...past, ...voted.map(({ votes }) => ({ votes, truth: null }))]
  const model = fitLabelModel(all, { ...defaultLabelModelOptions, initial: initialOf(all, batch.rules) })
  const warmUp = past.filter(({ truth, votes }) => truth !== null && votes.length > 0).length < ENOUGH_JUDGED
  // Who was not drawn in the warm-up gets a draw of its own later.
  const drawing = warmUp ? { ...policy, seed: `${policy.seed}/${WARM_UP}` } : policy
  const open = new Set(batch.open)
  const proposals = voted.flatMap(
    ({ textId, votes }) => propose(task, textId, votes, model, drawing, (cell) => open.has(cell)) ?? [],
  )
  const kept = warmUp
    ? proposals.filter(({ audited }) => audited).map((each) => ({ ...each, cell: WARM_UP }))
    : proposals
  return { proposals: kept, model, voted: voted.length, warmUp }
}

function initialOf(texts: readonly VotedText[], rules: readonly LabellingRule[]): Record<string, number> {
  const expected = new Map(rules.map((rule) => [`rule:${rule.ruleId}`, rule.expectedPrecision]))
  const voters = new Set(texts.flatMap(({ votes }) => votes.map(({ voter }) => voter)))
  return Object.fromEntries(
    [...voters].flatMap((voter) => {
      const start = expected.get(voter) ?? initialPrecision(voter)
      return start === null ? [] : [[voter, start] as const]
    }),
  )
}
