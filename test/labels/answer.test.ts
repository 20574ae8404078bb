import { describe, expect, test } from 'vitest'
import { dialogueOf } from '../../src/admission/turns.ts'
import { humanLabel, type Submission } from '../../src/labels/answer.ts'
import type { Lease } from '../../src/labels/label-desk.ts'
import { transcript } from '../../src/labels/review-task.ts'
import type { Taxonomy } from '../../src/labels/taxonomy.ts'
import { events, talk } from '../admission/dialogue.ts'

const dialogue = dialogueOf(
  events(
    talk(
      ['a', 'hello'],
      ['u', 'price?'],
      ['a', 'nine', { predicted_intent: 'greeting', intent_confidence: 0.4, bundle: 'b-1' }],
      ['a', 'by hand', { author: 'human' }],
    ),
  ),
  { endedAt: null },
)
const name = (id: string) => ({ id, nameEn: null, nameZh: null })
const taxonomy: Taxonomy = { version: 7, tasks: { intent: [name('price')], objection: [name('none')] } }
const lease: Lease = {
  leaseId: 'lease',
  sampleId: 'sm-1',
  conversationId: 'c',
  annotator: 'ann',
  leasedAt: 0,
  until: 100,
  blind: false,
  purpose: 'review',
  randomTurn: 'a3',
  predictedTurns: 1,
  suspectTurn: 'a1',
}
const submission = (over: Partial<Submission> = {}): Submission => ({
  sampleId: 'sm-1',
  leaseId: 'lease',
  annotator: 'ann',
  recordedBy: 'key',
  atFault: true,
  part: 'intent',
  turns: [{ turnId: 'a3', intent: 'price', objection: null }],
  betterReply: null,
  remark: null,
  seconds: null,
  ...over,
})
const labelOf = (over: Partial<Submission> = {}) => humanLabel(submission(over), lease, dialogue, taxonomy, 50)

describe('a ledger entry', () => {
  test('names the text, the prediction of the time, and what was marked on the lease', () => {
    expect(labelOf()).toMatchObject({
      source: 'human',
      conversationId: 'c',
      recordedAt: 50,
      guidelineVersion: 7,
      randomTurn: 'a3',
      predictedTurns: 1,
      turns: [
        {
          turnId: 'a3',
          textEventId: 'u2',
          isRandom: true,
          isSuspect: false,
          bundle: 'b-1',
          prediction: { intent: 'greeting', intentConfidence: 0.4, objection: null, objectionConfidence: null },
          intent: 'price',
          objection: null,
        },
      ],
    })
  })

  test('one per lease', () => {
    expect(labelOf().labelId).toBe(labelOf({ atFault: false, part: 'none' }).labelId)
  })

  test('a reply before any message answers none; a turn without an answer is left out', () => {
    const turns = [
      { turnId: 'a1', intent: 'price', objection: 'none' },
      { turnId: 'a3', intent: null, objection: null },
    ]
    expect(labelOf({ turns }).turns).toMatchObject([{ turnId: 'a1', textEventId: null, isSuspect: true }])
  })

  test.each<[string, Partial<Submission>, string]>([
    ['fault without a part', { part: 'none' }, 'LOOP_BAD_ANSWER'],
    ['a part without fault', { atFault: false }, 'LOOP_BAD_ANSWER'],
    ['a turn twice', { turns: Array(2).fill({ turnId: 'a3', intent: 'price', objection: null }) }, 'LOOP_BAD_ANSWER'],
    ['a message as a turn', { turns: [{ turnId: 'u2', intent: 'price', objection: null }] }, 'LOOP_UNKNOWN_TURN'],
    ['an unknown intent', { turns: [{ turnId: 'a3', intent: 'none', objection: null }] }, 'LOOP_UNKNOWN_LABEL'],
    [
      'an unknown style',
      { turns: [{ turnId: 'a3', intent: null, objection: null, style: 'long' }] },
      'LOOP_UNKNOWN_LABEL',
    ],
    ['a person as the model at fault', { faultTurn: 'a4' }, 'LOOP_HUMAN_REPLY'],
    ['a message at fault', { faultTurn: 'u2' }, 'LOOP_UNKNOWN_TURN'],
    ['a turn at fault without fault', { atFault: false, part: 'none', faultTurn: 'a3' }, 'LOOP_BAD_ANSWER'],
    ['an unknown objection', { turns: [{ turnId: 'a3', intent: null, objection: 'price' }] }, 'LOOP_UNKNOWN_LABEL'],
  ])('refuses %s', (_name, over, code) => {
    expect(() => labelOf(over)).toThrow(expect.objectContaining({ code }))
  })
})

test('where only people replied, no model is at fault', () => {
  const byHand = dialogueOf(events(talk(['u', 'price?'], ['a', 'nine', { author: 'human' }])), { endedAt: null })
  const answer = (over: Partial<Submission>) =>
    humanLabel(submission({ turns: [], ...over }), lease, byHand, taxonomy, 50)
  expect(() => answer({})).toThrow(/every reply of this conversation was written by a person.*at_fault false/)
  expect(answer({ atFault: false, part: 'none' })).toMatchObject({ atFault: false })
  expect(() => labelOf({ faultTurn: 'a4' })).toThrow(/'a4' was written by a person.*fault_turn \(a1, a3\)/)
})

test('the turn at fault and the style are kept', () => {
  const styled = { ...taxonomy, tasks: { ...taxonomy.tasks, style: [name('long')] } }
  const turns = [{ turnId: 'a3', intent: null, objection: null, style: 'long' }]
  const label = humanLabel(submission({ turns, faultTurn: 'a3' }), lease, dialogue, styled, 50)
  expect(label).toMatchObject({ faultTurn: 'a3', turns: [{ intent: null, style: 'long' }] })
})

test('the transcript tells customers, models and people apart', () => {
  expect(transcript(dialogue, false).map((line) => [line.eventId, line.role, line.prediction?.intent])).toEqual([
    ['a1', 'assistant', null],
    ['u2', 'user', undefined],
    ['a3', 'assistant', 'greeting'],
    ['a4', 'human', null],
  ])
  expect(transcript(dialogue, true).every((line) => line.prediction === null)).toBe(true)
})
