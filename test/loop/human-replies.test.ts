import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultAdmissionConfig } from '../../src/admission/config.ts'
import { suspicions } from '../../src/admission/suspect.ts'
import { dialogueOf, isPredicted, randomTurn } from '../../src/admission/turns.ts'
import { defaultConfig as config } from '../../src/features/config.ts'
import { facts, features, fold, newConversation } from '../../src/features/conversation.ts'
import { humanLabel } from '../../src/labels/answer.ts'
import type { Lease } from '../../src/labels/label-desk.ts'
import { reviewTask } from '../../src/labels/review-task.ts'
import type { Taxonomy } from '../../src/labels/taxonomy.ts'
import { events, row, talk } from '../admission/dialogue.ts'

/** What a model proposed beside a reply that a person then wrote. */
const proposed = { predicted_intent: 'order', intent_confidence: 0.2, bundle: 'b-1', decision_id: 'd-1' }
const told = events(
  talk(
    ['u', '多少钱'],
    ['a', '3999 元', { ...proposed, predicted_intent: 'price', intent_confidence: 0.9 }],
    ['u', '太贵了，找人工'],
    ['a', '您好，我是店长', { ...proposed, author: 'human' }],
    ['u', '好的'],
    ['a', '给您优惠 200', { author: 'human' }],
  ),
)
const dialogue = dialogueOf(told, { endedAt: null })
const state = fold(newConversation('c'), told, config)

describe('replies by people, from the fold to the label', () => {
  test('the fold tells that a person took over, and counts predicted turns of models alone', () => {
    expect(facts(state, 1_000_000, config)).toMatchObject({
      humanReply: true,
      predictedTurns: ['a2'],
      predictedTurnCount: 1,
      bundle: 'b-1',
    })
    expect(features(state, 1_000_000, config).conversation_id).toBe('c')
  })

  test('whoever wrote it, the dialogue keeps it in place and says by whom', () => {
    expect(dialogue.turns.map(({ reply, byHuman }) => [reply.id, byHuman])).toEqual([
      ['a2', false],
      ['a4', true],
      ['a6', true],
    ])
    expect(dialogue.turns.filter(isPredicted).map(({ reply }) => reply.id)).toEqual(['a2'])
  })

  test('chance never draws a reply by a person, whatever the seed', () => {
    fc.assert(fc.property(fc.string(), (seed) => randomTurn(dialogue.turns, 'c', seed) === 'a2'))
    expect(randomTurn(dialogue.turns.slice(1), 'c', 'seed')).toBeNull()
  })

  test('suspicion of a reply by a person names no part of a model', () => {
    const found = suspicions(dialogue, row({ flags: { low_confidence: true } }), defaultAdmissionConfig)
    for (const each of found.filter(({ eventId }) => eventId !== 'a2')) {
      expect(each).toMatchObject({ part: 'none', clue: 'human_reply' })
    }
    const alone = dialogueOf(told.slice(2), { endedAt: null })
    expect(
      suspicions(alone, row({ flags: { low_confidence: true } }), defaultAdmissionConfig).map(({ part }) => part),
    ).not.toContain('intent')
  })
})

const lease: Lease = {
  leaseId: 'lease',
  sampleId: 'sm-1',
  conversationId: 'c',
  annotator: 'ann',
  leasedAt: 0,
  until: 100,
  blind: false,
  purpose: 'review',
  randomTurn: 'a2',
  predictedTurns: 1,
  suspectTurn: 'a2',
}
const taxonomy: Taxonomy = {
  version: 1,
  tasks: { intent: [{ id: 'price', nameEn: null, nameZh: null }], objection: [] },
}
const submitted = (faultTurn: string) =>
  humanLabel(
    {
      sampleId: 'sm-1',
      leaseId: 'lease',
      annotator: 'ann',
      recordedBy: 'key',
      atFault: true,
      part: 'intent',
      faultTurn,
      turns: [{ turnId: 'a2', intent: 'price', objection: null }],
      betterReply: null,
      remark: null,
      seconds: null,
    },
    lease,
    dialogue,
    taxonomy,
    50,
  )

describe('an answer about such a conversation', () => {
  test('may blame the model’s reply', () => {
    expect(submitted('a2')).toMatchObject({ faultTurn: 'a2', randomTurn: 'a2', predictedTurns: 1 })
  })

  test('may not blame the person’s', () => {
    expect(() => submitted('a4')).toThrow(expect.objectContaining({ code: 'LOOP_HUMAN_REPLY' }))
  })

  test('shows the annotator who wrote what', () => {
    const sample = {
      sampleId: 'sm-1',
      conversationId: 'c',
      suspect: null,
      reasons: [],
      evidence: {},
      stratum: 'flagged',
    }
    const { lines } = reviewTask(lease, sample as never, dialogue, taxonomy)
    expect(lines.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'human', 'user', 'human'])
  })
})
