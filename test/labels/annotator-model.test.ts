import { describe, expect, test } from 'vitest'
import { annotatorModels, LEAST_SHARED_UNITS, settleBy } from '../../src/labels/annotator-model.ts'
import type { RatedTask, Rating } from '../../src/labels/ratings.ts'
import { randomFrom } from '../../src/stats/random.ts'

const rating = (unit: string, annotator: string, choice: string, task: RatedTask = 'intent'): Rating => ({
  task,
  unit,
  sampleId: `sample of ${unit}`,
  annotator,
  labelId: `${unit}/${annotator}/${task}`,
  choice,
})
const LABELS = ['price', 'stock', 'repair']

/** Everybody judges every unit; each is right with his own probability, and else says any other label. */
function crowd(units: number, skill: Readonly<Record<string, number>>, seed = 'crowd') {
  const random = randomFrom(seed)
  const pick = (labels: readonly string[]) => labels[Math.floor(random() * labels.length)]!
  const truth = new Map(Array.from({ length: units }, (_, i) => [`u${i}`, pick(LABELS)]))
  const ratings = [...truth].flatMap(([unit, right]) =>
    Object.entries(skill).map(([annotator, chance]) =>
      rating(unit, annotator, random() < chance ? right : pick(LABELS.filter((label) => label !== right))),
    ),
  )
  return { truth, ratings }
}

describe('a model of the annotators', () => {
  test.each([
    { name: 'two annotators', annotators: 2, units: 100, models: 0 },
    { name: 'three who share too little', annotators: 3, units: LEAST_SHARED_UNITS - 1, models: 0 },
    { name: 'three who share enough', annotators: 3, units: LEAST_SHARED_UNITS, models: 1 },
  ])('$name', ({ annotators, units, models }) => {
    const skill = Object.fromEntries(Array.from({ length: annotators }, (_, i) => [`a${i}`, 0.9]))
    expect(annotatorModels(crowd(units, skill).ratings)).toHaveLength(models)
  })

  test('units that one person judged count for nothing', () => {
    const alone = Array.from({ length: 90 }, (_, i) => rating(`u${i}`, `a${i % 3}`, 'price'))
    expect(annotatorModels(alone)).toEqual([])
  })

  test('two careless people do not outvote one who is nearly always right', () => {
    const { truth, ratings } = crowd(400, { sure: 0.98, careless1: 0.45, careless2: 0.45, fair1: 0.85, fair2: 0.85 })
    const [model] = annotatorModels(ratings)
    expect(model!.accuracy.get('sure')).toBeGreaterThan(0.94)
    expect(model!.accuracy.get('careless1')).toBeLessThan(0.6)
    const settle = settleBy([model!])
    const right = [...truth].filter(([unit, label]) => settle('intent', unit)?.choice === label).length
    const byVote = [...truth].filter(([unit, label]) => {
      const votes = ratings.filter((each) => each.unit === unit)
      const count = (of: string) => votes.filter((vote) => vote.choice === of).length
      return LABELS.every((other) => other === label || count(label) > count(other))
    }).length
    expect(right).toBeGreaterThan(byVote)
    expect(right / truth.size).toBeGreaterThan(0.95)
  })

  test('only three answers or more are settled, and only of the task that has a model', () => {
    const { ratings } = crowd(60, { a: 0.9, b: 0.9, c: 0.9 })
    const settle = settleBy(annotatorModels([...ratings, rating('two', 'a', 'price'), rating('two', 'b', 'stock')]))
    expect(settle('intent', 'two')).toBeNull()
    expect(settle('objection', 'u1')).toBeNull()
    expect(settle('intent', 'u1')?.posterior).toBeGreaterThan(0.5)
  })
})
