import { describe, expect, test } from 'vitest'
import { CUSTOMER_SIGNALS, type CustomerSignal, customerSignals } from '../../bench/evidence/dialogue-signals.ts'
import { DIALOGUE_SUMMARY, dialogueSummary } from '../../bench/evidence/dialogue-summary.ts'

const said = (text: string) => ({ fromCustomer: true, text })
const replied = (text: string) => ({ fromCustomer: false, text })
const at = (row: Float64Array | undefined, name: CustomerSignal) => row![CUSTOMER_SIGNALS.indexOf(name)]!

const quarrel = [
  said('你好，我的订单什么时候发货？'),
  replied('亲，请您耐心等待。'),
  said('我的订单什么时候能发货？？'),
  replied('亲，请您耐心等待。'),
  said('没用！'),
  said('转人工'),
]

describe('signals of a customer message', () => {
  const rows = customerSignals(quarrel)

  test('one row per customer message', () => expect(rows.length).toBe(4))

  test.each<{ turn: number; name: CustomerSignal; value: number }>([
    { turn: 0, name: 'position', value: 0 },
    { turn: 0, name: 'like_earlier', value: Number.NaN },
    { turn: 0, name: 'reply_length', value: Number.NaN },
    { turn: 0, name: 'replies_since', value: 0 },
    { turn: 0, name: 'unanswered', value: 0 },
    { turn: 1, name: 'repeats_so_far', value: 1 },
    { turn: 1, name: 'doubled_marks', value: 1 },
    { turn: 1, name: 'reply_repeated', value: Number.NaN },
    { turn: 2, name: 'reply_repeated', value: 1 },
    { turn: 2, name: 'exclamations', value: 1 },
    { turn: 2, name: 'complaints', value: 1 },
    { turn: 3, name: 'unanswered', value: 1 },
    { turn: 3, name: 'replies_since', value: 0 },
  ])('$name of message $turn', ({ turn, name, value }) => expect(at(rows[turn], name)).toBe(value))

  test('nothing that comes later is read', () => {
    for (let end = 1; end <= quarrel.length; end++) {
      const before = customerSignals(quarrel.slice(0, end))
      expect(before).toEqual(rows.slice(0, before.length))
    }
  })

  test.each([
    { text: 'No, that is WRONG again', negations: 1, complaints: 1, impatience: 1 },
    { text: 'nothing', negations: 1, complaints: 0, impatience: 0 },
    { text: 'I know a notable knot', negations: 0, complaints: 0, impatience: 0 },
    { text: '我要投诉，等了几天还没到', negations: 1, complaints: 1, impatience: 3 },
  ])('words of "$text"', ({ text, ...wanted }) => {
    const [row] = customerSignals([said(text)])
    for (const [name, count] of Object.entries(wanted)) expect(at(row, name as CustomerSignal), name).toBe(count)
  })

  test('the recent past fades', () => {
    const later = customerSignals([said('不行'), replied('a'), said('ok'), replied('b'), said('ok')])
    const recent = later.map((row) => at(row, 'negations_recent'))
    expect(recent[0]).toBe(0)
    expect(recent[1]).toBeGreaterThan(recent[2]!)
    expect(recent[2]).toBeGreaterThan(0)
  })
})

describe('a dialogue in numbers', () => {
  const numberOf = (name: string, messages = quarrel) => dialogueSummary(messages)[DIALOGUE_SUMMARY.indexOf(name)]

  test.each([
    { name: 'customer_messages', value: 4 },
    { name: 'replies', value: 2 },
    { name: 'ends_with_customer', value: 1 },
    { name: 'closing_run', value: 2 },
    { name: 'complaints_most', value: 1 },
    { name: 'unanswered_last', value: 1 },
    { name: 'position_mean', value: 1.5 },
  ])('$name', ({ name, value }) => expect(numberOf(name)).toBe(value))

  test('replies alone leave the customer unknown', () => {
    expect(numberOf('length_mean', [replied('在吗')])).toBeNaN()
    expect(numberOf('customer_share', [replied('在吗')])).toBe(0)
  })

  test('every number has a name, and names differ', () => {
    expect(dialogueSummary(quarrel).length).toBe(DIALOGUE_SUMMARY.length)
    expect(new Set(DIALOGUE_SUMMARY).size).toBe(DIALOGUE_SUMMARY.length)
  })
})
