import { describe, expect, test } from 'vitest'
import { nextMove, type TurnFacts } from '../../src/steering/next-move.ts'
import { defaultPolicy, type LoopPolicy } from '../../src/steering/policy.ts'
import { type LoopTurn, STEPS, type StepName } from '../../src/steering/turn.ts'

const turnAt = (step: StepName, changes: Partial<LoopTurn> = {}): LoopTurn => ({
  turnId: 't-1',
  trigger: { kind: 'labels', detail: '50 new labels of intent', who: 'loop' },
  policyVersion: 1,
  state: 'open',
  outcome: null,
  why: null,
  startedAt: 0,
  finishedAt: null,
  step,
  runId: 'r-loop-1',
  candidate: STEPS.indexOf(step) > 1 ? 'b-new' : null,
  steps: STEPS.slice(0, STEPS.indexOf(step) + 1).map((name) => ({
    step: name,
    state: name === step ? 'doing' : 'done',
    startedAt: 100,
    finishedAt: name === step ? null : 100,
    waitsFor: null,
    waitsUntil: null,
    result: {},
  })),
  ...changes,
})
const run = { state: 'running', snapshot: null, candidate: null, verdict: null, error: null } as const
const passed = { ...run, state: 'done', snapshot: 's-1', candidate: 'b-new', verdict: 'pass' } as const
const facts: TurnFacts = { run: passed, newLabels: 50, live: 'b-old', canary: null }
const person = { kind: 'person', detail: 'a try', who: 'mia' } as const
const automatic: LoopPolicy = {
  ...defaultPolicy,
  canary: { automatic: true },
  watch: { forMs: 1000 },
}
const canary = { bundle: 'b-new', share: 0.05 }

interface Row {
  readonly name: string
  readonly at: StepName
  readonly turn?: Partial<LoopTurn>
  readonly facts?: Partial<TurnFacts>
  readonly policy?: LoopPolicy
  readonly now?: number
  readonly move: object
}

describe('next move', () => {
  test.each<Row>([
    {
      name: 'nothing new',
      at: 'freeze',
      facts: { run: null, newLabels: 0 },
      move: { kind: 'end', outcome: 'nothing_new' },
    },
    {
      name: 'nothing new, but a person asked',
      at: 'freeze',
      turn: { trigger: person },
      facts: { run: null, newLabels: 0 },
      move: { kind: 'order_run' },
    },
    { name: 'labels came', at: 'freeze', facts: { run: null, newLabels: 1 }, move: { kind: 'order_run' } },
    {
      name: 'run queued',
      at: 'freeze',
      facts: { run: { ...run, state: 'queued' } },
      move: { kind: 'wait', for: 'the training runs before it', person: false },
    },
    {
      name: 'run failed early',
      at: 'freeze',
      facts: { run: { ...run, state: 'failed', error: { code: 'LOOP_X', message: 'too few' } } },
      move: { kind: 'end', outcome: 'failed', why: 'too few' },
    },
    {
      name: 'snapshot taken',
      at: 'freeze',
      facts: { run: { ...run, snapshot: 's-1' } },
      move: { kind: 'done', result: { snapshot: 's-1' } },
    },
    { name: 'training', at: 'train', facts: { run: { ...run, snapshot: 's-1' } }, move: { kind: 'wait' } },
    { name: 'trained', at: 'train', move: { kind: 'done', result: { candidate: 'b-new' } } },
    {
      name: 'failed in training',
      at: 'train',
      facts: { run: { ...run, snapshot: 's-1', state: 'failed' } },
      move: { kind: 'end', outcome: 'failed' },
    },
    {
      name: 'verdict written, run not yet over',
      at: 'evaluate',
      facts: { run: { ...passed, state: 'running' } },
      move: { kind: 'wait' },
    },
    { name: 'evaluated', at: 'evaluate', move: { kind: 'done', result: { verdict: 'pass' } } },
    { name: 'a run that is gone', at: 'evaluate', facts: { run: null }, move: { kind: 'end', outcome: 'failed' } },
    {
      name: 'refused',
      at: 'propose',
      facts: { run: { ...passed, state: 'refused', verdict: 'refuse' } },
      move: { kind: 'end', outcome: 'refused' },
    },
    {
      name: 'inconclusive does not ship',
      at: 'propose',
      facts: { run: { ...passed, verdict: 'inconclusive' } },
      policy: automatic,
      move: { kind: 'end', outcome: 'inconclusive' },
    },
    {
      name: 'the live bundle again',
      at: 'propose',
      facts: { run: { ...passed, verdict: 'inconclusive' }, live: 'b-new' },
      move: { kind: 'end', outcome: 'nothing_new' },
    },
    { name: 'proposed', at: 'propose', move: { kind: 'done', result: { candidate: 'b-new' } } },
    { name: 'waits for a person', at: 'canary', move: { kind: 'wait', person: true } },
    {
      name: 'goes to canary by itself',
      at: 'canary',
      policy: automatic,
      move: { kind: 'start_canary', bundle: 'b-new' },
    },
    {
      name: 'another canary runs',
      at: 'canary',
      policy: automatic,
      facts: { canary: { bundle: 'b-x', share: 0.5 } },
      move: { kind: 'wait', person: true },
    },
    {
      name: 'nothing live to be a canary beside',
      at: 'canary',
      policy: automatic,
      facts: { live: null },
      move: { kind: 'wait', person: true },
    },
    { name: 'canary runs', at: 'canary', facts: { canary }, move: { kind: 'done' } },
    { name: 'a person promoted it', at: 'canary', facts: { live: 'b-new' }, move: { kind: 'done' } },
    { name: 'its ramp is looked at', at: 'ramp', facts: { canary }, move: { kind: 'ramp', bundle: 'b-new' } },
    { name: 'ramped', at: 'ramp', facts: { live: 'b-new' }, move: { kind: 'done' } },
    { name: 'rolled back in the ramp', at: 'ramp', move: { kind: 'end', outcome: 'taken_back' } },
    {
      name: 'watching',
      at: 'watch',
      policy: automatic,
      now: 1099,
      facts: { live: 'b-new' },
      move: { kind: 'wait', until: 1100 },
    },
    { name: 'watched', at: 'watch', policy: automatic, now: 1100, facts: { live: 'b-new' }, move: { kind: 'done' } },
    {
      name: 'rolled back in the watch',
      at: 'watch',
      policy: automatic,
      now: 1100,
      move: { kind: 'end', outcome: 'taken_back' },
    },
    { name: 'kept', at: 'decide', facts: { live: 'b-new' }, move: { kind: 'end', outcome: 'kept' } },
    { name: 'left as a canary', at: 'decide', facts: { canary }, move: { kind: 'end', outcome: 'in_canary' } },
    { name: 'never released', at: 'decide', turn: { steps: [] }, move: { kind: 'end', outcome: 'proposed' } },
  ])('$at: $name', ({ at, turn, facts: changes, policy = defaultPolicy, now = 100, move }) => {
    expect(nextMove(turnAt(at, turn), { ...facts, ...changes }, policy, now)).toMatchObject(move)
  })

  test('every step ends or waits in words that name what to do or what is awaited', () => {
    for (const step of STEPS) {
      const move = nextMove(turnAt(step), { ...facts, run: null, live: null }, defaultPolicy, 100)
      if (move.kind === 'wait') expect(move.for.length).toBeGreaterThan(10)
      if (move.kind === 'end') expect(move.why).toMatch(/[A-Za-z].*\.$/)
    }
  })
})
