import { expect, test } from 'vitest'
import { conflictsOf, SURE } from '../../src/labels/conflicts.ts'
import type { Settle } from '../../src/labels/consensus.ts'
import { given, sample, turn } from './reviewed-samples.ts'

const byMajority: Settle = () => null
const fault = { atFault: true, part: 'intent' as const }
const named = (intent: string) => ({ ...fault, turns: [turn('t1', { intent })] })
const names = (...args: Parameters<typeof conflictsOf>) => conflictsOf(...args).map((conflict) => conflict.task)

test.each([
  { name: 'nobody', labels: [], conflicts: [] },
  { name: 'one', labels: [given('ann')], conflicts: [] },
  { name: 'two who agree', labels: [given('ann', fault), given('bob', fault)], conflicts: [] },
  { name: 'two who differ', labels: [given('ann', fault), given('bob')], conflicts: ['at_fault', 'part'] },
  { name: 'two of three', labels: [given('ann', fault), given('bob'), given('cy')], conflicts: [] },
  { name: 'a turn', labels: [given('ann', named('a')), given('bob', named('b'))], conflicts: ['intent'] },
  { name: 'who changed his mind', labels: [given('ann'), given('bob', fault), given('ann', fault)], conflicts: [] },
  {
    name: 'a check of somebody else',
    labels: [given('ann', fault), given('bob', { purpose: 'gold' })],
    conflicts: [],
  },
  {
    name: 'a last word',
    labels: [given('ann', fault), given('bob'), given('cy', { purpose: 'adjudication' })],
    conflicts: [],
  },
])('$name: $conflicts', ({ labels, conflicts }) => {
  expect(names(sample('s', ...labels), byMajority)).toEqual(conflicts)
})

test.each([
  { posterior: SURE, conflicts: [] },
  { posterior: SURE - 0.01, conflicts: ['at_fault'] },
])('a model that is sure to $posterior', ({ posterior, conflicts }) => {
  const settle: Settle = (task) => (task === 'at_fault' ? { choice: 'true', posterior } : null)
  expect(names(sample('s', given('ann', fault), given('bob', fault), given('cy', fault)), settle)).toEqual(conflicts)
})
