import { expect, test } from 'vitest'
import type { LoopEvent } from '../../src/events/event.ts'
import { ends, MINUTE, replies, says } from './events.ts'
import { judge } from './judge.ts'

const price = '这款手机多少钱'
const others = ['红色有货吗', '保修多久呢', '怎么付款啊', '能开发票吗']
/** Message, reply, message, reply … half a minute apart. */
const dialogue = (texts: readonly string[]): LoopEvent[] =>
  texts.flatMap((text, i) => [says(i * 30_000, text), replies(i * 30_000 + 1000)])

test.each<{ name: string; events: LoopEvent[]; expected: boolean | null }>([
  { name: 'four messages apart', events: dialogue([price, ...others.slice(0, 3), price]), expected: true },
  { name: 'five messages apart', events: dialogue([price, ...others, price]), expected: null },
  {
    name: 'asked again at once, nobody replied',
    events: [says(0, price), says(1000, price), replies(2000)],
    expected: null,
  },
  {
    name: 'asked twice, a reply, asked again',
    events: [says(0, price), says(1000, price), replies(2000), says(3000, price)],
    expected: true,
  },
  {
    name: 'a reply between, farther back than the last message',
    events: [says(0, price), replies(1), says(2, '红色有货吗'), says(3, price)],
    expected: true,
  },
  {
    name: 'reply in the same millisecond comes after the message',
    events: [says(0, price), replies(5), says(5, price)],
    expected: null,
  },
  {
    name: 'unsubstantial messages count for the distance',
    events: dialogue([price, '好的', '嗯', '谢谢', '在吗', price]),
    expected: null,
  },
  { name: 'once true it stays true', events: [...dialogue([price, price, ...others])], expected: true },
  {
    name: 'text of a wrong type is no question',
    events: [says(0, price), replies(1), says(2, 7 as unknown as string), replies(3)],
    expected: null,
  },
  {
    name: 'the second one after the end',
    events: [says(0, price), replies(1), ends(2), says(3, price)],
    expected: null,
  },
])('$name', ({ events, expected }) => {
  expect(judge(events, 5 * MINUTE).repeated_question).toBe(expected)
})

test.each([
  { name: 'grace of the end just over', at: 6 * MINUTE + 1, expected: false },
  { name: 'last millisecond of the grace', at: 6 * MINUTE, expected: null },
])('without a repeat: $name', ({ at, expected }) => {
  expect(judge([...dialogue([price]), ends(MINUTE)], at).repeated_question).toBe(expected)
})

test('the evidence is the message, the reply before it is asked again, and the message', () => {
  const [first, reply, second] = [says(0, price), replies(1), says(2, price)] as const
  const { evidence } = judge([first, reply, second, says(3, price)], MINUTE)
  expect(evidence.repeated_question).toEqual([first.id, reply.id, second.id])
})
