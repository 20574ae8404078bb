import { expect, test } from 'vitest'
import { checkSplit } from '../../src/experiments/split.ts'
import { randomFrom } from '../../src/stats/random.ts'

test.each([
  { live: 0, canary: 0, expected: 0.05, wrong: false },
  { live: 9500, canary: 500, expected: 0.05, wrong: false },
  { live: 9600, canary: 400, expected: 0.05, wrong: true },
  { live: 5000, canary: 5000, expected: 0.5, wrong: false },
  { live: 10, canary: 0, expected: 0.5, wrong: false },
  { live: 60_000, canary: 0, expected: 0.5, wrong: true },
])('$live live, $canary canary of $expected: wrong $wrong', ({ live, canary, expected, wrong }) => {
  const check = checkSplit(live, canary, expected)
  expect(check.wrong).toBe(wrong)
  expect(JSON.parse(JSON.stringify(check))).toEqual(check)
})

test('a sound split is hardly ever called wrong, looked at after every user', () => {
  let wrong = 0
  for (let run = 0; run < 300; run++) {
    const random = randomFrom(`split ${run}`)
    let [canary, seen] = [0, false]
    for (let users = 1; users <= 300; users++) {
      canary += Number(random() < 0.25)
      seen ||= checkSplit(users - canary, canary, 0.25).wrong
    }
    wrong += Number(seen)
  }
  expect(wrong).toBeLessThanOrEqual(3)
})
