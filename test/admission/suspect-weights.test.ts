import { expect, test } from 'vitest'
import type { AttributionExample } from '../../src/admission/attribution-example.ts'
import { FAULT_PARTS, type FaultPart } from '../../src/admission/fault-part.ts'
import { SUSPECT_TABLE } from '../../src/admission/suspect-table.ts'
import { learnedTable } from '../../src/admission/suspect-weights.ts'
import { plantedTurns } from './attribution-examples.ts'

const blank = plantedTurns(1, 'blank')[0]!.example
const stalled = (possible: readonly FaultPart[], weight = 1): AttributionExample => ({
  ...blank,
  inputs: { ...blank.inputs, clues: { stalled_run: ['e'] } },
  possible,
  weight,
})
const row = (examples: readonly AttributionExample[]) =>
  learnedTable(examples).find(({ clue }) => clue === 'stalled_run')!

test('without verdicts the table is what it was, with wide intervals', () => {
  const table = learnedTable([])
  expect(table.map(({ weight }) => weight)).toEqual(SUSPECT_TABLE.map(({ weight }) => expect.closeTo(weight, 12)))
  for (const { low, weight, high } of table) {
    expect(low).toBeLessThan(weight)
    expect(high).toBeGreaterThan(weight)
  }
})

test('ten of ten against a first guess of 0.4 worth ten', () => {
  const { weight, observed, partObserved, turns } = row(Array.from({ length: 10 }, () => stalled(['policy'])))
  expect(weight).toBeCloseTo((4 + 10) / 20, 12)
  expect([observed, partObserved, turns]).toEqual([1, 1, 10])
})

test('turns that are open say nothing, neither yes nor no', () => {
  const known = [stalled(['policy']), stalled(['none'])]
  expect(row([...known, stalled(FAULT_PARTS), stalled(['none', 'wording'])])).toEqual(row(known))
})

test('a turn of a seldom drawn conversation counts for more', () => {
  expect(row([stalled(['policy'], 4), stalled(['none'], 1)]).observed).toBeCloseTo(0.8, 12)
})

test('a fault of one of two parts is a fault, of neither part alone', () => {
  const { observed, partObserved } = row([stalled(['intent', 'objection'])])
  expect([observed, partObserved]).toEqual([1, 0])
})
