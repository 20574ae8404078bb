import { defaultAdmissionConfig } from '../src/admission/config.ts'
import type { SamplingPolicy } from '../src/admission/sampling-policy.ts'
import { dialogueOf, type Turn } from '../src/admission/turns.ts'
import { countStratum, newPopulation } from '../src/evaluation/population.ts'
import type { LabelledTurn, ReviewedUnit } from '../src/labels/label-reader.ts'
import type { Unit } from '../src/metrics/unit.ts'
import { newSample, revisedSample } from '../src/pool/decide.ts'
import type { DueConversation, KeptDraw } from '../src/pool/pool-store.ts'
import type { PoolSample } from '../src/pool/sample.ts'
import type { TurnTruth } from '../src/simulator/truth.ts'
import type { Decided } from './coverage-decisions.ts'

/** What the weighted figures are made from. */
export interface Review {
  readonly units: readonly ReviewedUnit[]
  readonly turns: readonly LabelledTurn[]
  readonly contexts: ReadonlyMap<string, Unit>
  readonly population: ReturnType<typeof newPopulation>
  /** Samples whose conversation turned out not to be flagged. */
  readonly withdrawn: number
}

/** Every drawn conversation is reviewed, when all of it is known, by somebody who sees the planted truth. */
export function reviewAll(
  decided: readonly Decided[],
  draws: readonly KeptDraw[],
  truths: readonly TurnTruth[],
  policy: SamplingPolicy,
): Review {
  const made = new Map(draws.map((draw) => [draw.conversationId, draw]))
  const planted = Map.groupBy(truths, (truth) => truth.conversation_id)
  const population = newPopulation([])
  const contexts = new Map<string, Unit>()
  const [units, turns]: [ReviewedUnit[], LabelledTurn[]] = [[], []]
  let withdrawn = 0
  for (const { due, final, events } of decided) {
    const drawn = made.get(due.conversationId)!
    const unit = unitOf(final, drawn)
    contexts.set(due.conversationId, unit)
    countStratum(population, unit)
    if (!drawn.selected) continue
    const first = newSample(due, drawn, events, policy, defaultAdmissionConfig)
    const sample = revisedSample(first, final, events, policy, defaultAdmissionConfig)
    if (sample.state === 'withdrawn') {
      withdrawn++
      continue
    }
    const known = planted.get(due.conversationId) ?? []
    units.push(verdictOn(sample, known))
    turns.push(...labelOf(sample, known, dialogueOf(events, final.facts).turns))
  }
  return { units, turns, contexts, population, withdrawn }
}

function verdictOn(sample: PoolSample, known: readonly TurnTruth[]): ReviewedUnit {
  const part = known.find(({ fault }) => fault !== 'none')?.fault ?? 'none'
  const { sampleId, conversationId, userId, stratum, inclusionProbability, changedAt } = sample
  const unit = {
    sampleId,
    conversationId,
    userId,
    stratum,
    inclusionProbability,
    annotators: [],
    labelledAt: changedAt,
  }
  return { ...unit, part, atFault: part !== 'none' }
}

/** The label of the random turn; nothing where no turn was predicted. */
function labelOf(sample: PoolSample, known: readonly TurnTruth[], turns: readonly Turn[]): LabelledTurn[] {
  const turn = turns.find(({ reply }) => reply.id === sample.randomTurn)
  const truth = known.find(({ assistant_event_id }) => assistant_event_id === sample.randomTurn)
  if (turn === undefined || truth === undefined) return []
  const { sampleId, conversationId, userId, stratum, reasons, inclusionProbability, predictedTurns } = sample
  const { intent, intentConfidence, objection, objectionConfidence, bundle } = turn
  return [
    {
      ...{ source: 'human', turnId: turn.reply.id, textEventId: turn.question?.id ?? null, sampleId, conversationId },
      ...{ userId, assistantId: null, channel: null, bundle, stratum, reasons, inclusionProbability, predictedTurns },
      isRandomTurn: true,
      isSuspect: sample.suspect?.eventId === turn.reply.id,
      prediction: { intent, intentConfidence, objection, objectionConfidence },
      label: { intent: truth.intent, objection: truth.objection },
      ...{ conflicts: [], labelIds: [], annotators: [], labelledAt: sample.changedAt },
    },
  ]
}

/** The conversation as the reader of figures gives it. */
function unitOf({ conversationId, row, facts }: DueConversation, { reason, userId }: KeptDraw): Unit {
  return {
    ...facts,
    conversationId,
    userId,
    eligible: row.flags.eligible,
    closed: row.flags.closed,
    features: row.features,
    flagged: row.flagged,
    rules: {},
    stratum: reason === null ? 'control' : 'flagged',
    language: null,
    visitor: null,
    pace: null,
  }
}
