import { expect, test } from 'vitest'
import { factText } from '../../../src/app/cli/fact-text.ts'

test.each([
  ['share', 0.1 + 0.05, 'share 0.15'],
  ['share', 1 / 3, 'share 0.333333'],
  ['price', 1e-9, 'price 1e-9'],
  ['items', 123456789, 'items 123456789'],
  ['at', 0, 'at 1970-01-01T00:00:00.000Z'],
  ['verdict', 'pass', 'verdict pass'],
  ['live', true, 'live true'],
] as const)('%s %s is told as %s', (name, value, told) => {
  expect(factText(name, value)).toBe(told)
})
