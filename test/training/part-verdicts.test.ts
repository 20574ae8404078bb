import { describe, expect, test } from 'vitest'
import { FAULT_PARTS } from '../../src/admission/fault-part.ts'
import { type Judged, openParts } from '../../src/training/part-verdicts.ts'

const unit = (change: Partial<Judged['unit']>): Judged['unit'] => ({
  conversationId: 'c',
  userId: 'u',
  inclusionProbability: 0.5,
  atFault: true,
  part: 'wording',
  ...change,
})
const label = (turnId: string, intent: string | null, objection: string | null) => ({
  turnId,
  label: { intent, objection },
  prediction: { intent: 'price', intentConfidence: 0.9, objection: 'none', objectionConfidence: 0.9 },
})
const open = (judged: Judged, turns: readonly string[]) => openParts(judged, turns)

describe('what answers leave open', () => {
  test('another intent than predicted is a fault of the intent, whatever the verdict', () => {
    const judged = { unit: unit({ atFault: false, part: 'none' }), labelled: [label('a', 'delivery', 'none')] }
    expect(open(judged, ['a', 'b'])).toEqual([
      { possible: ['intent'], somewhere: null },
      { possible: ['none'], somewhere: null },
    ])
  })

  test('another objection, intent not labelled: either of both', () => {
    const judged = { unit: unit({ atFault: null, part: null }), labelled: [label('a', null, 'trust')] }
    expect(open(judged, ['a'])[0]!.possible).toEqual(['intent', 'objection'])
  })

  test('labels that agree rule out both, and do not say that there was no fault', () => {
    const judged = { unit: unit({ part: 'policy' }), labelled: [label('a', 'price', 'none')] }
    expect(open(judged, ['a', 'b'])).toEqual([
      { possible: ['none', 'wording', 'policy'], somewhere: 'policy' },
      { possible: FAULT_PARTS, somewhere: 'policy' },
    ])
  })

  test('a verdict that names its turn says where; others stay open', () => {
    const judged = { unit: unit({ faultTurn: 'b' }), labelled: [] }
    expect(open(judged, ['a', 'b'])).toEqual([
      { possible: FAULT_PARTS, somewhere: null },
      { possible: ['wording'], somewhere: null },
    ])
  })

  test('one turn that may have it has it', () => {
    const judged = { unit: unit({ part: 'intent' }), labelled: [label('a', 'price', 'none')] }
    expect(open(judged, ['a', 'b'])[1]).toEqual({ possible: ['intent'], somewhere: null })
  })

  test('a fault that a label has found already explains the verdict', () => {
    const judged = { unit: unit({ part: 'intent' }), labelled: [label('a', 'delivery', 'none')] }
    expect(open(judged, ['a', 'b'])).toEqual([
      { possible: ['intent'], somewhere: null },
      { possible: FAULT_PARTS, somewhere: null },
    ])
  })

  test('a tie says nothing', () => {
    expect(open({ unit: unit({ atFault: null, part: null }), labelled: [] }, ['a'])).toEqual([
      { possible: FAULT_PARTS, somewhere: null },
    ])
  })
})
