import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dialogueOf, isPredicted, randomTurn } from '../../src/admission/turns.ts'
import { events, talk } from './dialogue.ts'

const predicted = (n: number) =>
  talk(...Array.from({ length: n }, (_, i) => [i % 2 ? 'a' : 'u', 'x', { predicted_intent: 'i' }] as const))
const turnsOf = (told: readonly Record<string, unknown>[], endedAt: number | null = null) =>
  dialogueOf(events(told), { endedAt }).turns

describe('turns', () => {
  test('a reply answers the latest message before it; several replies may answer one', () => {
    const turns = turnsOf(talk(['a', 'hello'], ['u', 'hm'], ['u', 'price?'], ['a', '9'], ['a', 'and a link']))
    expect(turns.map((turn) => [turn.reply.id, turn.question?.id ?? null])).toEqual([
      ['a1', null],
      ['a4', 'u3'],
      ['a5', 'u3'],
    ])
  })

  test('in any order of arrival, the same turns', () => {
    const told = talk(['u', 'a'], ['a', 'b'], ['u', 'c'], ['a', 'd'])
    fc.assert(
      fc.property(fc.shuffledSubarray(told, { minLength: told.length }), (shuffled) => {
        expect(turnsOf(shuffled)).toEqual(turnsOf(told))
      }),
    )
  })

  test('chat after the end belongs to no conversation, clicks after it do', () => {
    const told = [
      ...talk(['u', 'a'], ['a', 'b'], ['u', 'c'], ['a', 'd']),
      { event_id: 'k', type: 'cta_click', occurred_at: 9000 },
    ]
    const { events: kept, turns } = dialogueOf(events(told), { endedAt: 2000 })
    expect(kept.map((event) => event.id)).toEqual(['u1', 'a2', 'k'])
    expect(turns).toHaveLength(1)
  })

  test.each([
    { fields: { predicted_intent: 'i' }, expected: true },
    { fields: { predicted_objection: 'o' }, expected: true },
    { fields: { intent_confidence: 0.5 }, expected: false },
    { fields: { predicted_intent: 7 }, expected: false },
    { fields: { predicted_intent: 'i', author: 'human' }, expected: false },
    { fields: { predicted_intent: 'i', author: 'bot' }, expected: true },
  ])('predicted: $fields', ({ fields, expected }) => {
    expect(turnsOf(talk(['a', 'x', fields])).map(isPredicted)).toEqual([expected])
  })
})

describe('the random turn', () => {
  test('every predicted turn has the same chance', () => {
    const turns = turnsOf(predicted(8))
    const counts = new Map<string, number>()
    for (let i = 0; i < 8000; i++) {
      const chosen = randomTurn(turns, `c${i}`, 'seed')!
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual(['a2', 'a4', 'a6', 'a8'])
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)
    expect(chiSquare).toBeLessThan(21.1) // 0.9999 quantile, 3 degrees of freedom
  })

  test('a later turn takes the place with its fair share, and else changes nothing', () => {
    const [before, after] = [turnsOf(predicted(6)), turnsOf(predicted(8))]
    let taken = 0
    for (let i = 0; i < 4000; i++) {
      const [old, now] = [randomTurn(before, `c${i}`, 's'), randomTurn(after, `c${i}`, 's')]
      if (now === 'a8') taken++
      else expect(now).toBe(old)
    }
    expect(Math.abs(taken - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75))
  })

  test('no predicted turn, no random turn', () => {
    expect(randomTurn(turnsOf(talk(['u', 'a'], ['a', 'b'])), 'c', 's')).toBeNull()
  })
})
