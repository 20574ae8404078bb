import type { Readings } from '../../../src/app/demo/readings.ts'
import type { Telling } from '../../../src/app/demo/story.ts'
import type { Fault, TurnTruth } from '../../../src/simulator/truth.ts'
import { parseWorld } from '../../../src/simulator/world.ts'

export const turn = (id: string, fault: Fault, more: Partial<TurnTruth> = {}): TurnTruth => ({
  kind: 'turn',
  conversation_id: `c${id}`,
  user_event_id: `u${id}`,
  assistant_event_id: `a${id}`,
  text: `text ${id}`,
  language: 'zh',
  era: 'test',
  template: `t${id}`,
  intent: 'payment',
  objection: 'none',
  predicted_intent: fault === 'intent' ? 'returns' : 'payment',
  predicted_objection: fault === 'objection' ? 'trust' : 'none',
  bundle: 'b-1',
  fault,
  minded: false,
  ...more,
})

const FAULTS: readonly Fault[] = [
  'none',
  'intent',
  'none',
  'wording',
  'none',
  'intent',
  'none',
  'none',
  'objection',
  'none',
]
const turns = FAULTS.map((fault, index) => turn(String(index), fault))

/** Ten conversations of one turn; 1, 3, 5 and 8 have a fault. */
export const telling: Telling = {
  world: parseWorld({}),
  seed: 's',
  truth: {
    turns: new Map(turns.map((one) => [one.assistant_event_id, one])),
    conversations: new Map(
      turns.map((one) => [
        one.conversation_id,
        {
          kind: 'conversation',
          conversation_id: one.conversation_id,
          user_id: 'u',
          language: 'zh',
          era: 'test',
          goal: 'buy',
          extreme: null,
          hidden_objection: 'none',
          faults: one.fault === 'none' ? 0 : 1,
          bought: null,
          clicked: false,
        },
      ]),
    ),
  },
  rounds: [
    {
      at: parseWorld({}).startAt + 3 * 86_400_000,
      labelledSamples: 12,
      runId: 'r-1',
      snapshot: 's-1',
      candidate: 'b-2',
      evaluation: {
        verdict: 'pass',
        reasons: [{ rule: 'accuracy', task: 'intent', verdict: 'pass', text: 'It is better.' }],
      },
      canaryAt: parseWorld({}).startAt + 3 * 86_400_000,
      liveAt: parseWorld({}).startAt + 5 * 86_400_000,
      stoppedAt: null,
      canaryFindings: ['It clicks.'],
    },
  ],
  firstBundle: 'b-1',
  lastBundle: 'b-2',
  handWritten: 99,
  held: turns,
  before: turns.map((_, index) =>
    index === 0 ? null : { intent: index < 5 ? 'payment' : 'returns', objection: 'none' },
  ),
  after: turns.map(() => ({ intent: 'payment', objection: 'none' })),
  review: { samples: 12, turns: 20, seconds: 7200, wrong: 1, answers: 50 },
  client: {
    events: 100,
    delivered: 98,
    buffered: 0,
    retries: 0,
    dropped: { buffer_full: 0, unserializable: 0, too_large: 0, rejected: 2, closed: 0 },
    predictions: 30,
    unanswered: { timeout: 1, network: 0, status: 0, unreadable: 0, resting: 0, closed: 0 },
  },
}

const line = (figure: string, group: string, estimate: number, low: number, high: number, denominator = 100) => ({
  figure,
  group,
  numerator: Math.round(estimate * denominator * 0.8),
  denominator,
  immature: 3,
  estimate,
  low,
  high,
  effective_size: 80,
})

const near = (estimate: number) => ({ estimate, low: estimate - 0.04, high: estimate + 0.04, of: 240 })
const found = (precision: number, recall: number) => ({ precision: near(precision), recall: near(recall) })
const unknownRate = { estimate: null, low: null, high: null, of: 2 }

export const readings: Readings = {
  flagged: new Map([
    ['c0', false],
    ['c1', true],
    ['c2', true],
    ['c3', false],
    ['c4', false],
    ['c5', true],
    ['c6', null],
    ['c7', true],
    ['c8', null],
    ['c9', false],
  ]),
  suspects: [
    { eventId: 'a1', part: 'intent' },
    { eventId: 'a2', part: 'intent' },
    { eventId: 'gone', part: 'intent' },
  ],
  evidence: {
    rules: [
      {
        reason: 'low_confidence',
        precision: { estimate: 0.61, low: 0.52, high: 0.7, of: 90 },
        recall: { estimate: 0.33, low: 0.25, high: 0.42, of: 90 },
        lift: { estimate: 1.52, low: 1.31, high: 1.74, of: 90 },
      },
      { reason: 'prices', precision: unknownRate, recall: unknownRate, lift: unknownRate },
    ],
    base: { estimate: 0.4, low: 0.35, high: 0.45, of: 200 },
    unflagged: { estimate: 0.2, low: 0.11, high: 0.33, of: 60 },
    proposals: [
      { action: 'retire', name: 'no_click_no_order' },
      { action: 'lower_bar', name: 'low_confidence_below_80' },
    ],
    learned: {
      verdicts: 240,
      auc: { estimate: 0.81, low: 0.76, high: 0.86, of: 240 },
      at_budget: {
        share: 0.2,
        rules: found(0.6, 0.35),
        learned: found(0.75, 0.44),
        difference: found(0.15, 0.09),
      },
      parts: {
        learned: { estimate: 0.71, low: 0.64, high: 0.77, of: 180 },
        table: { estimate: 0.41, low: 0.35, high: 0.48, of: 180 },
        turns: 180,
      },
    },
  },
  overall: [line('live_accuracy_intent', 'all', 0.77, 0.7, 0.83), line('failure_rate', 'all', 0.42, 0.3, 0.5)],
  byBundle: [
    line('conversion', 'b-1', 0.2, 0.15, 0.26),
    line('click_through', 'b-1', 0.4, 0.3, 0.5),
    line('conversion', 'b-2', 0.25, 0.2, 0.31),
  ],
  duringCanary: [
    {
      live: 'b-1',
      canary: 'b-2',
      lines: [line('conversion', 'b-1', 0.1, 0.08, 0.12), line('conversion', 'b-2', 0.3, 0.27, 0.33)],
    },
    { live: 'b-2', canary: 'b-3', lines: [line('conversion', 'b-2', 0.1, 0.08, 0.12)] },
  ],
}
