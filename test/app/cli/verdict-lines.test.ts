import { expect, test } from 'vitest'
import { type Evaluation, verdictLines } from '../../../src/app/cli/verdict-lines.ts'

const score = (items: number, accuracy: number | null) => ({ items, accuracy, low: 0.7, high: 0.9, ece: 0.02 })
const evaluation = (tasks: Evaluation['tasks']): Evaluation => ({
  ...{ evaluation_id: 'e-1', bundle: 'b-2', against: 'b-1', gold_version: 'gv-1', limits_version: 0 },
  ...{ verdict: 'inconclusive', reasons: [{ verdict: 'inconclusive', text: 'too few' }], tasks },
})

test('every segment has its difference with an interval', () => {
  const segment = { segment: 'language', value: 'zh', items: 40, before: 0.8, after: 0.85 }
  const lines = verdictLines(
    evaluation({
      intent: {
        before: score(100, 0.8),
        after: score(100, 0.83),
        difference: { estimate: 0.03, low: -0.01, high: 0.07 },
        negative_flips: 0,
        segments: [{ ...segment, estimate: 0.05, low: -0.02, high: 0.12 }],
      },
    }),
    [],
  )
  expect(lines.find((line) => line.startsWith('  intent'))).toMatch(/: \+3\.0 points \(95 % -1\.0 to \+7\.0\)$/)
  expect(lines).toContain('    language zh: 80.0 % -> 85.0 %: +5.0 points (95 % -2.0 to +12.0), 40 items')
})

test.each([
  ['no task', {}],
  [
    'no item of a task',
    { intent: { before: null, after: score(0, null), difference: null, negative_flips: 0, segments: [] } },
  ],
])('with %s compared, accuracy is no empty heading', (_, tasks) => {
  expect(verdictLines(evaluation(tasks), [])).toContain('accuracy: no gold items were compared')
})
