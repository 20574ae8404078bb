import { expect, test } from 'vitest'
import { maskingFigures } from '../../bench/masking/figures.ts'
import { AIMS, maskingLines } from '../../bench/masking/lines.ts'
import { RECOGNISERS } from '../../src/privacy/recognisers.ts'

const lines = maskingLines(520, 'test')
const { figures, misses } = maskingFigures(lines, RECOGNISERS)

test('every recogniser is measured', () => {
  expect(figures.map(({ name }) => name).sort()).toEqual([...AIMS].sort())
  expect(Math.min(...figures.map(({ planted }) => planted))).toBeGreaterThanOrEqual(20)
})

test.each(figures)('$name hides at least 95 of 100 planted values, and takes at most 1 of 100 clean lines', (each) => {
  const own = misses.filter(({ by }) => by === each.name)
  expect(each.found / each.planted, JSON.stringify(own)).toBeGreaterThanOrEqual(0.95)
  expect(each.falseHits / each.cleanLines, JSON.stringify(own)).toBeLessThanOrEqual(0.01)
})

test('what a recogniser does not find counts as missed, and what it takes besides as a false hit', () => {
  const deaf = RECOGNISERS.map((each) => ({ ...each, find: () => [] }))
  expect(maskingFigures(lines, deaf).figures.every(({ found }) => found === 0)).toBe(true)
  const greedy = RECOGNISERS.slice(0, 1).map((each) => ({ ...each, find: () => [{ from: 0, to: 3 }] }))
  expect(maskingFigures(lines, [...greedy, ...deaf.slice(1)]).figures[0]!.falseHits).toBeGreaterThan(200)
})
