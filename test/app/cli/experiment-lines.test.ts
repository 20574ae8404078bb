import { expect, test } from 'vitest'
import { type CheckShown, checkLines, day, type FigureShown } from '../../../src/app/cli/experiment-lines.ts'

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

const figure: FigureShown = {
  figure: 'conversion',
  verdict: 'inconclusive',
  holds: true,
  worse: 'lower',
  unit: 'share',
  margin: 0.01,
  difference: null,
  variance_reduction: null,
  users_needed: 4413,
  live: { users: 10, rate: 0.1, immature: 0 },
  canary: { users: 10, rate: 0.1, immature: 0 },
}
const check: CheckShown = {
  verdict: 'inconclusive',
  figures: [figure],
  split: { live: 10, canary: 10, expected: 0.5, p: 1, wrong: false },
}

test('users are missing while it runs, and none are once it has ended', () => {
  expect(checkLines(check).join('\n')).toContain('about 4,413 more users')
  const ended = checkLines(check, true).join('\n')
  expect(ended).toContain('it ended before this could be told')
  expect(ended).not.toMatch(/more users|look as often/)
})

test('an instant names its zone', () => {
  expect(day(1769162451193)).toBe('2026-01-23 10:00 UTC')
})
