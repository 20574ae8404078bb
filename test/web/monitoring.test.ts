import { expect, test } from 'vitest'
import { accuracyDays } from '../../web/pages/monitoring/accuracy-points.ts'
import { gridOf, strengthOf } from '../../web/pages/monitoring/drift-grid.ts'
import { featureRates, ruleOf } from '../../web/pages/monitoring/feature-rates.ts'
import { searchOf, viewOf } from '../../web/pages/monitoring/view.ts'
import { DAY_MS } from '../../web/parts/day-points.ts'

const DAY_0 = 20_000 * DAY_MS

test.each(['', 'tab=drift&days=7&reference=spring', 'tab=alerts&alert=al-1', 'assistant=shop&task=objection'])(
  'the address "%s" is read and written the same',
  (address) => {
    expect(searchOf(viewOf(new URLSearchParams(address))).toString()).toBe(address)
  },
)

test('an address that nobody wrote shows what is usual', () => {
  expect(viewOf(new URLSearchParams('tab=nothing&days=3&task=x'))).toMatchObject({
    ...{ tab: 'accuracy', days: 28, task: 'intent' },
  })
})

test('days without a review are gaps, and the day that goes on can still change', () => {
  const weighted = { estimate: 0.8, low: 0.7, high: 0.9, turns: 12 }
  const days = [
    { start_at: DAY_0, point: { intent: { weighted, mean_confidence: null } } },
    { start_at: DAY_0 + DAY_MS, point: { intent: { weighted: null } } },
    { start_at: DAY_0 + 2 * DAY_MS, point: { intent: { weighted } } },
  ]
  const span = { from: DAY_0, to: DAY_0 + 3 * DAY_MS, now: DAY_0 + 2.5 * DAY_MS }
  const points = accuracyDays(days, 'intent', 'weighted', span)
  expect(points.map(({ estimate }) => estimate)).toEqual([0.8, null, 0.8])
  expect(points.map(({ units }) => units)).toEqual([12, 0, 12])
  expect(points.map(({ settled }) => settled)).toEqual([true, true, false])
  expect(accuracyDays(days, 'objection', 'weighted', span).every(({ estimate }) => estimate === null)).toBe(true)
})

const result = (series: string, day: number, drifted: boolean, effect = 0.05) => ({
  ...{ series, day_at: DAY_0 + day * DAY_MS, drifted, effect, matters_from: 0.1 },
})

test('series that ever drifted stand first; a day that was not compared is a gap', () => {
  const grid = gridOf([result('a', 0, false), result('b', 0, false), result('c', 2, true, 0.3), result('a', 2, false)])
  expect(grid.series).toEqual(['c', 'a', 'b'])
  expect(grid.days).toEqual([0, 1, 2].map((day) => DAY_0 + day * DAY_MS))
  expect(grid.cells.map(({ x, y }) => [x, y])).toEqual([
    [0, 1],
    [0, 2],
    [2, 0],
    [2, 1],
  ])
  expect(strengthOf(grid.cells[2]!.result)).toBeCloseTo(3)
  expect(gridOf([])).toEqual({ days: [], series: [], cells: [] })
})

test('each rule of the points has its rate, with the conversations that it flags behind it', () => {
  const rates = featureRates([{ point: { stalls: [], flag_rate: [], flag_rate_own_rule: [] } }])
  expect(rates).toEqual([
    { figure: 'flag_rate', filter: { flagged: 'yes' } },
    { figure: 'flag_rate_own_rule', filter: { reason: 'own_rule' } },
    { figure: 'stalls', filter: {} },
  ])
  expect([ruleOf('flag_rate_own_rule'), ruleOf('flag_rate')]).toEqual(['own_rule', null])
})
