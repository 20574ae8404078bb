import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assign } from '../../src/experiments/assignment.ts'

const users = Array.from({ length: 20_000 }, (_, i) => `user-${i}`)
const inCanary = (experiment: string, share: number) =>
  users.filter((user) => assign(experiment, user, share) === 'canary')

test('the same user always has the same arm; a growing share never takes anyone out', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (experiment, user, a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)]
        expect(assign(experiment, user, small)).toBe(assign(experiment, user, small))
        if (assign(experiment, user, small) === 'canary') expect(assign(experiment, user, large)).toBe('canary')
      },
    ),
  )
})

test.each([0, 0.05, 0.3, 0.5, 1])('a share of %d is that share of users', (share) => {
  expect(Math.abs(inCanary('e', share).length / users.length - share)).toBeLessThan(0.015)
})

test('two experiments draw independently', () => {
  const first = new Set(inCanary('one', 0.3))
  const both = inCanary('two', 0.3).filter((user) => first.has(user)).length / users.length
  expect(Math.abs(both - 0.09)).toBeLessThan(0.01)
})
