import { expect, test } from 'vitest'
import { dialogueOf } from '../../src/admission/turns.ts'
import { goodReplies } from '../../src/labels/good-replies.ts'
import { events, talk } from '../admission/dialogue.ts'

const repliesOf = (...lines: (readonly [string, string, object?])[]) => {
  const replies = goodReplies(dialogueOf(events(talk(...lines)), { endedAt: null }))
  return replies.map((reply) => [reply.replyId, reply.questionId, reply.replyBefore, reply.bundleBefore])
}
const human = { author: 'human' }

test('a person’s replies, each with the question and the last words of a model', () => {
  expect(
    repliesOf(
      ['u', 'price?'],
      ['a', 'nine', { bundle: 'b-1' }],
      ['u', 'a person please'],
      ['a', 'me', human],
      ['a', 'still me', human],
      ['a', 'model again', { bundle: 'b-2' }],
    ),
  ).toEqual([
    ['a4', 'u3', 'a2', 'b-1'],
    ['a5', 'u3', 'a2', 'b-1'],
  ])
})

test('a person who speaks first answers nothing and follows no model', () => {
  expect(repliesOf(['a', 'hello', human])).toEqual([['a1', null, null, null]])
  expect(repliesOf(['u', 'hi'], ['a', 'hello'])).toEqual([])
})
