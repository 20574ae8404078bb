import { expect, test } from 'vitest'
import {
  type MachineCandidate,
  noOtherLabels,
  type Relabelled,
  withOtherLabels,
} from '../../src/training/other-labels.ts'
import { candidate } from './labelled.ts'

const machine = (textId: string, weight = 0.5): MachineCandidate => ({
  ...candidate({ textId, weight, labelIds: [`ml-${textId}`], label: 'machine' }),
  origin: 'machine',
})
const anew = (some: Partial<Relabelled>): Relabelled => ({
  task: 'intent',
  source: 'turn',
  textId: 'u1',
  label: 'new',
  labelIds: ['ta-1'],
  conversationId: null,
  userId: null,
  labelledAt: 2000,
  ...some,
})
const shown = (human: Parameters<typeof withOtherLabels>[0], other: Partial<typeof noOtherLabels>) =>
  withOtherLabels(human, { ...noOtherLabels, machineShare: 0.3, ...other }).map(({ textId, label, weight }) => [
    textId,
    label,
    Number(weight.toFixed(4)),
  ])
const u1 = candidate({ textId: 'u1', label: 'old' })

test.each([
  { name: 'what people said anew replaces what they said', relabelled: [anew({})], found: [['u1', 'new', 1]] },
  { name: 'unless the ledger has something later', relabelled: [anew({ labelledAt: 500 })], found: [['u1', 'old', 1]] },
  { name: 'none fits: the text teaches nothing', relabelled: [anew({ label: null })], found: [] },
  {
    name: 'of another task it says nothing',
    relabelled: [anew({ task: 'objection', label: null })],
    found: [['u1', 'old', 1]],
  },
  {
    name: 'a text that nobody had labelled is added',
    relabelled: [anew({ textId: 'u2' })],
    found: [
      ['u1', 'old', 1],
      ['u2', 'new', 1],
    ],
  },
])('$name', ({ relabelled, found }) => {
  expect(shown([u1], { relabelled })).toEqual(found)
})

test('a machine speaks only where no person has, not even to say that nothing fits', () => {
  const other = {
    machine: [machine('u1'), machine('u2', 0.1), machine('u3')],
    relabelled: [anew({ textId: 'u3', label: null })],
  }
  expect(shown([u1], other)).toEqual([
    ['u1', 'old', 1],
    ['u2', 'machine', 0.1],
  ])
})

test('together machine labels weigh at most their share', () => {
  const human = Array.from({ length: 7 }, (_, i) => candidate({ textId: `h${i}` }))
  const many = Array.from({ length: 100 }, (_, i) => machine(`m${i}`))
  const all = withOtherLabels(human, { ...noOtherLabels, machine: many, machineShare: 0.3 })
  const weight = all.slice(7).reduce((sum, each) => sum + each.weight, 0)
  expect(weight / (7 + weight)).toBeCloseTo(0.3, 10)
})

test('without any human label there is none of a machine either', () => {
  expect(shown([], { machine: [machine('m1')] })).toEqual([])
})
