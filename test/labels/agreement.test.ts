import { expect, test } from 'vitest'
import { agreement } from '../../src/labels/agreement.ts'
import type { RatedTask, Rating } from '../../src/labels/ratings.ts'

/** @param said annotator -> one letter per unit; a blank is no answer */
const ratings = (task: RatedTask, said: Readonly<Record<string, string>>): Rating[] =>
  Object.entries(said).flatMap(([annotator, letters]) =>
    [...letters].flatMap((choice, i) =>
      choice === ' '
        ? []
        : [{ task, unit: `${task}${i}`, sampleId: `s${i}`, annotator, labelId: `${annotator}${i}`, choice }],
    ),
  )

test('alpha per task, and kappa of each pair that shares a unit', () => {
  // By hand: of eight answers in four units, three are a and five b; one unit differs, which makes two of the eight.
  const { tasks, pairs } = agreement([
    ...ratings('intent', { ann: 'aabb ', bob: 'abbb ', cy: '    a' }),
    ...ratings('part', { ann: 'xx', bob: 'xy' }),
  ])
  expect(tasks.map(({ task, units, answers }) => [task, units, answers])).toEqual([
    ['part', 2, 4],
    ['intent', 4, 8],
  ])
  const expected = 1 - 2 / 8 / (1 - (3 * 2 + 5 * 4) / (8 * 7))
  expect(tasks[1]!.alpha).toBeCloseTo(expected, 12)
  expect(pairs.map(({ task, annotators, units }) => [task, ...annotators, units])).toEqual([
    ['part', 'ann', 'bob', 2],
    ['intent', 'ann', 'bob', 4],
  ])
  expect(pairs[1]!.kappa).toBeCloseTo(0.5, 12)
  expect(pairs[1]!.agreement).toBe(0.75)
})

test('the overall figure is the mean of the tasks by answers compared, inside its interval', () => {
  const long = 'abcabcabcabcabcabcab'
  const { overall, tasks } = agreement([
    ...ratings('intent', { ann: long, bob: 'abcabcabcabcabcabcca' }),
    ...ratings('part', { ann: 'xyxy', bob: 'xyyx' }),
  ])
  const [part, intent] = tasks
  expect(overall.answers).toBe(48)
  expect(overall.alpha).toBeCloseTo((intent!.alpha * 40 + part!.alpha * 8) / 48, 12)
  expect(overall.low).toBeLessThan(overall.alpha)
  expect(overall.high).toBeGreaterThanOrEqual(overall.alpha)
})

test('who always agrees on little is not called certain', () => {
  const { overall } = agreement(ratings('intent', { ann: 'abab', bob: 'abab' }))
  expect(overall).toMatchObject({ alpha: 1, high: 1 })
  expect(overall.low).toBeLessThan(0.5)
})

test.each([
  { name: 'no answers', said: {} },
  { name: 'one annotator', said: { ann: 'abc' } },
  { name: 'two who share nothing', said: { ann: 'a ', bob: ' a' } },
])('nothing to compare: $name', ({ said }) => {
  expect(agreement(ratings('intent', said as Record<string, string>))).toEqual({
    overall: { alpha: Number.NaN, answers: 0, low: -1, high: 1 },
    tasks: [],
    pairs: [],
  })
})
