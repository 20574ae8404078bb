import { expect, test } from 'vitest'
import { BUILT_IN } from '../../src/admission/rule-version.ts'
import { TURN_NUMBERS } from '../../src/admission/turn-inputs.ts'
import { defaultConfig } from '../../src/features/config.ts'
import type { ReviewedUnit } from '../../src/labels/label-reader.ts'
import { trainFaults } from '../../src/loop/train-faults.ts'
import type { FaultOrder } from '../../src/training/fault-order.ts'
import type { FaultRun, FaultSnapshot } from '../../src/training/fault-store.ts'
import type { Hold } from '../../src/training/holds.ts'
import { events, talk } from '../admission/dialogue.ts'
import { labelledTurn } from '../training/labelled.ts'

const DRAWN_AT = 10_000_000
const JUDGED_AT = 20_000_000
const told = [
  ...talk(['u', 'my parcel'], ['a', 'it costs 5', { predicted_intent: 'price', intent_confidence: 0.4 }]),
  { event_id: 'f1', type: 'explicit_feedback', rating: 1, occurred_at: 3000, at: JUDGED_AT + 1 },
]
const past = (id: string) =>
  told.map((wire) => {
    const { at = wire.occurred_at as number, ...own } = wire as Record<string, unknown>
    const [event] = events([{ ...own, conversation_id: id, user_id: `of ${id}` }])
    return { ...event!, conversationId: id, receivedAt: at as number }
  })

const units = Array.from(
  { length: 260 },
  (_, i): ReviewedUnit => ({
    ...{
      sampleId: `s${i}`,
      conversationId: `c${i}`,
      userId: `of c${i}`,
      stratum: 'flagged',
      inclusionProbability: 0.5,
    },
    ...{ atFault: i % 2 === 0, part: i % 2 === 0 ? 'intent' : null, labelledAt: JUDGED_AT },
    annotators: i < 100 ? ['mallory'] : i < 110 ? ['mallory', 'ann', 'bob'] : ['ann'],
  }),
)

/** Trains once; what was ordered of the trainer, and what was kept of it. */
async function trained(holds: readonly Hold[]): Promise<{ order: FaultOrder; snapshot: FaultSnapshot }> {
  const queued: FaultRun = {
    ...{ runId: 'r', who: 'mia', requestedAt: 1, startedAt: 1, finishedAt: null, attempts: 1, state: 'running' },
    ...{ snapshot: null, model: null, error: null },
  }
  let order: FaultOrder | null = null
  let kept: FaultSnapshot | null = null
  const unused = async () => Promise.reject(new Error('not asked for here'))
  await trainFaults(
    {
      labels: {
        reviewed: async () => units,
        labelledTurns: async () =>
          units.map((unit) =>
            labelledTurn({
              ...{
                turnId: 'a2',
                conversationId: unit.conversationId,
                userId: unit.userId,
                annotators: unit.annotators,
              },
              label: { intent: 'delivery', objection: null },
              prediction: { intent: 'price', intentConfidence: 0.4, objection: null, objectionConfidence: null },
            }),
          ),
      },
      faults: {
        takeRun: async () => queued,
        finishRun: async (_, end) => void expect(end).toMatchObject({ state: 'done' }),
        keep: async (_, snapshot) => void (kept = snapshot),
        ...{
          addRun: unused,
          runs: unused,
          run: unused,
          models: unused,
          model: unused,
          charge: unused,
          charges: unused,
        },
        ...{ heldOut: unused, scored: unused, drawnFor: unused, scoresOf: unused },
      },
      material: {
        draws: async (ids) =>
          new Map(ids.map((id) => [id, { decidedAt: DRAWN_AT, rulesVersion: 1, suspectTurn: 'a2' }])),
        pasts: async (ids) => new Map(ids.map((id) => [id, { events: past(id), elsewhere: [] }])),
      },
      holds: { holds: async () => holds },
      rules: { version: async () => BUILT_IN },
      models: { put: async () => ({ id: 'm', sha256: 'x' }), get: unused },
      faultTrainer: {
        fitFault: async (given) => {
          order = given
          return { files: new Map(), heldOut: new Float64Array(given.examples.length), turns: null, pushes: [] }
        },
      },
    },
    defaultConfig,
    async () => JUDGED_AT + 10,
    new AbortController().signal,
  )
  return { order: order!, snapshot: kept! }
}

test('verdicts and labels that may be poisoned teach nothing', async () => {
  const all = await trained([])
  expect(all.order.examples).toHaveLength(units.length)
  const { order, snapshot } = await trained([
    { kind: 'annotator', annotator: 'mallory' },
    { kind: 'user', userId: 'of c200' },
    { kind: 'phrase', task: 'intent', phraseId: 'x', label: 'delivery' },
  ])
  const expected = units.filter((_, i) => i >= 100 && i !== 200).map(({ conversationId }) => conversationId)
  expect(snapshot.items.map(({ conversationId }) => conversationId)).toEqual(expected.sort())
  expect(new Set(order.turns.map(({ conversationId }) => conversationId))).toEqual(new Set(expected))
})

test('a hold on one label leaves the verdicts, and takes the labels', async () => {
  const { order, snapshot } = await trained([
    { kind: 'annotator', annotator: 'mallory', only: { task: 'intent', label: 'delivery' } },
  ])
  expect(snapshot.items).toHaveLength(units.length)
  const labelled = order.turns.filter(({ right }) => right.intent !== null).map(({ conversationId }) => conversationId)
  expect(labelled.sort()).toEqual(
    units
      .slice(100)
      .map(({ conversationId }) => conversationId)
      .sort(),
  )
})

test('what came after the verdict is not read, of a conversation nor of its turns', async () => {
  const { order } = await trained([])
  const rating = TURN_NUMBERS.indexOf('feedback_after')
  expect(order.turns.map(({ inputs }) => inputs.numbers[rating])).toEqual(units.map(() => Number.NaN))
})
