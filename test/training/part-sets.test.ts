import { describe, expect, test } from 'vitest'
import { dialogueOf } from '../../src/admission/turns.ts'
import { readEvent } from '../../src/events/read.ts'
import type { LabelledTurn, ReviewedUnit } from '../../src/labels/label-reader.ts'
import type { PartSet, SetMaterial } from '../../src/training/part-set-item.ts'
import { partCounts, partSetId, partSets } from '../../src/training/part-sets.ts'

const wire = (id: string, type: string, at: number, own: object) => {
  const read = readEvent({ event_id: id, type, conversation_id: 'c', user_id: 'u', occurred_at: at, ...own })
  if (read.kind !== 'ok') throw new Error(read.code)
  return read.value
}
const reply = (n: number, own: object = {}) =>
  wire(`a${n}`, 'assistant_message', n * 1000 + 500, {
    response: `reply ${n}`,
    predicted_intent: 'price',
    predicted_objection: 'none',
    fsm_state: `s${n}`,
    action: `act${n}`,
    ...own,
  })
const question = (n: number) => wire(`q${n}`, 'user_message', n * 1000, { text: `question ${n}` })
const person = wire('h', 'assistant_message', 9000, { author: 'human', response: 'let me help' })

const unit = (change: Partial<ReviewedUnit>): ReviewedUnit => ({
  ...{ sampleId: 's', conversationId: 'c', userId: 'u', stratum: 'flagged', inclusionProbability: 1 },
  ...{ atFault: true, part: 'wording', annotators: ['ann'], labelledAt: 1 },
  ...change,
})
const label = (turnId: string, intent: string): LabelledTurn =>
  ({
    turnId,
    label: { intent, objection: 'none' },
    prediction: { intent: 'price', intentConfidence: 1, objection: 'none', objectionConfidence: 1 },
  }) as LabelledTurn
const material = (change: Partial<SetMaterial>): SetMaterial => ({
  unit: unit({}),
  labelled: [],
  dialogue: dialogueOf([question(1), reply(1), question(2), reply(2)], { endedAt: null }),
  written: [],
  ...change,
})
const of = (set: PartSet, given: Partial<SetMaterial>) =>
  partSets([material(given)]).items.filter((item) => item.set === set)

describe('each part feeds its own set', () => {
  test('labels teach intent and objection, right or wrong', () => {
    const items = of('intent', { labelled: [label('a1', 'delivery'), label('a2', 'price')] })
    expect(items.map(({ textEventId, label, predicted }) => [textEventId, label, predicted])).toEqual([
      ['q1', 'delivery', 'price'],
      ['q2', 'price', 'price'],
    ])
    expect(of('objection', { labelled: [label('a1', 'delivery')] })).toHaveLength(1)
  })

  test('a named fault of wording: the weak reply with its context, and a pair where a better one was written', () => {
    const given = { unit: unit({ faultTurn: 'a2' }), written: [{ labelId: 'l1', turnId: 'a2', text: 'better' }] }
    expect(of('wording', given)).toEqual([
      expect.objectContaining({ turnId: 'a2', context: ['q1', 'a1'], better: { from: 'answer', id: 'l1' } }),
    ])
    expect(of('preference', given)).toHaveLength(1)
    expect(of('preference', { unit: unit({ faultTurn: 'a2' }) })).toEqual([])
    expect(of('policy', given)).toEqual([])
  })

  test('what a person said right after is the better reply where nobody wrote one', () => {
    const dialogue = dialogueOf([question(1), reply(1), question(2), reply(2), person], { endedAt: null })
    expect(of('preference', { unit: unit({ faultTurn: 'a2' }), dialogue })[0]!.better).toEqual({
      from: 'person',
      id: 'h',
    })
    expect(of('preference', { unit: unit({ faultTurn: 'a1' }), dialogue })).toEqual([])
  })

  test('a fault of policy: state before, action; nobody said what would have been right', () => {
    expect(of('policy', { unit: unit({ part: 'policy', faultTurn: 'a2' }) })).toEqual([
      expect.objectContaining({ state: 's1', action: 'act2', rightAction: null, propensity: null }),
    ])
  })

  test('turns of a flagged conversation that were cleared are hard negatives; of an unflagged one they are none', () => {
    const cleared = { atFault: false, part: 'none' } as const
    expect(of('hard_negatives', { unit: unit(cleared) })).toHaveLength(2)
    expect(of('hard_negatives', { unit: unit({ ...cleared, stratum: 'control' }) })).toEqual([])
  })

  test('a verdict that names no turn teaches its set nothing, and is counted', () => {
    const { items, unplaced } = partSets([material({})])
    expect(partCounts(items)).toEqual({
      intent: 0,
      objection: 0,
      wording: 0,
      preference: 0,
      policy: 0,
      hard_negatives: 0,
    })
    expect(unplaced).toEqual({ wording: 1, policy: 0 })
  })
})

test('items hold no text, and another text is another item', () => {
  const { items } = partSets([material({ labelled: [label('a1', 'price')] })])
  expect(JSON.stringify(items)).not.toContain('question 1')
  const dialogue = dialogueOf([wire('q1', 'user_message', 1000, { text: 'masked' }), reply(1)], { endedAt: null })
  const masked = partSets([material({ labelled: [label('a1', 'price')], dialogue })]).items
  expect(masked[0]!.textHash).not.toBe(items[0]!.textHash)
  expect(partSetId([...items].reverse())).toBe(partSetId(items))
  expect(partSetId(masked)).not.toBe(partSetId(items))
})
