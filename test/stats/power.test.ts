import { expect, test } from 'vitest'
import { usersNeeded, usersNeededSequentially } from '../../src/stats/power.ts'
import { expectRelative } from './reference-table.ts'
import rates from './references/rates.json' with { type: 'json' }

type Row = [number, number, number, number, number, number, number]

test.each(rates.usersNeeded as Row[])(
  'base %d, truth %d, excluded %d, power %d, alpha %d, share %d',
  (baseRate, trueRate, excluded, power, alpha, share, users) =>
    // Whole users against statsmodels' fraction.
    expectRelative(usersNeeded({ baseRate, trueRate, excluded, power, alpha, share }), users, 1 / users + 1e-9),
)

test('example of the docstring', () => expect(usersNeeded({ baseRate: 0.1, excluded: -0.01 })).toBe(22_258))

test('nothing tells a difference from itself', () => {
  expect(usersNeeded({ baseRate: 0.1, excluded: 0 })).toBe(Number.POSITIVE_INFINITY)
  expect(usersNeededSequentially({ baseRate: 0.1, excluded: 0 }, 3)).toBe(Number.POSITIVE_INFINITY)
})

test('twice the design effect, twice the users', () => {
  const question = { baseRate: 0.05, excluded: -0.005 }
  expect(usersNeeded({ ...question, designEffect: 2 }) / usersNeeded(question)).toBeCloseTo(2, 3)
})

test('with the drift of one look, the sequential number is that of one look', () => {
  const question = { baseRate: 0.05, trueRate: 0.045, excluded: 0 }
  expect(usersNeededSequentially(question, 1.6448536269514722 + 0.8416212335729143)).toBe(usersNeeded(question))
})

test('a canary of 5 % takes more than five times the users of halves', () => {
  const question = { baseRate: 0.05, excluded: -0.005 }
  expect(usersNeeded({ ...question, share: 0.05 }) / usersNeeded(question)).toBeCloseTo(0.25 / (0.05 * 0.95), 2)
})
