import { expect, test } from 'vitest'
import { type CheckShown, checkLines, day } from '../../../src/app/cli/experiment-lines.ts'

const splitLine = (split: Partial<CheckShown['split']>): string | undefined =>
  checkLines({
    verdict: 'inconclusive',
    figures: [],
    split: { live: 0, canary: 0, expected: 0.3, p: 1, wrong: false, ...split },
  }).find((line) => line.startsWith('  users: '))

test.each([
  [{}, 'nobody yet'],
  [{ live: 1 }, 'split as drawn'],
  [{ live: 700, canary: 300 }, 'split as drawn'],
  [{ live: 700, canary: 100, wrong: true }, 'WRONG SPLIT, nothing is compared until its cause is found'],
])('the split of users %j is told as %s', (split, said) => {
  expect(splitLine(split)).toMatch(new RegExp(`\\(30\\.0 % wanted\\): ${said}$`))
})

test('an instant names its zone', () => {
  expect(day(1769162451193)).toBe('2026-01-23 10:00 UTC')
})
