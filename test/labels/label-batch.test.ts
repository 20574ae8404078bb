import { expect, test } from 'vitest'
import { defaultMachinePolicy } from '../../src/labels/acceptance.ts'
import { type LabelBatch, labelBatch } from '../../src/labels/label-batch.ts'
import type { VotedText } from '../../src/labels/label-model.ts'
import { WARM_UP } from '../../src/labels/machine-label.ts'
import { settlementOf } from '../../src/labels/settlement.ts'

const labelled = ['red', 'blue', 'green', 'black'].flatMap((colour) => [
  { text: `how much is the ${colour} one`, label: 'price' },
  { text: `when will my ${colour} parcel come`, label: 'delivery' },
])
const texts = Array.from({ length: 200 }, (_, i) => ({
  textId: `t${i}`,
  text: i % 2 === 0 ? `how much is the pink one ${i}` : `when will my pink parcel come ${i}`,
  signals: {},
}))
const judged = (count: number): VotedText[] =>
  Array.from({ length: count }, () => ({ votes: [{ voter: 'neighbour>=0.5', label: 'price' }], truth: 'price' }))
const batch = (past: readonly VotedText[]): LabelBatch => ({
  task: 'intent',
  model: null,
  labelled,
  rules: [],
  texts,
  past,
  policy: { ...defaultMachinePolicy, bands: [0.5] },
  open: [],
})

test('before enough texts are judged only those for people are proposed, in a cell that never opens', () => {
  const { proposals, warmUp } = labelBatch(batch(judged(99)))
  expect(warmUp).toBe(true)
  expect(proposals.length).toBeGreaterThan(20)
  expect(proposals.every(({ audited, cell }) => audited && cell === WARM_UP)).toBe(true)
  const audits = Array.from({ length: 500 }, (_, i) => ({
    label: 'price',
    right: true,
    at: i,
    place: i,
    cell: WARM_UP,
  }))
  expect(settlementOf(audits, defaultMachinePolicy).settlement.open).toEqual([])
})

test('after it, who was not drawn in the warm-up has a draw of its own', () => {
  const warm = new Set(labelBatch(batch([])).proposals.map(({ textId }) => textId))
  const { proposals, warmUp } = labelBatch(batch(judged(100)))
  expect(warmUp).toBe(false)
  expect(proposals).toHaveLength(200)
  expect(
    proposals.every(({ label, textId }) => label === (Number(textId.slice(1)) % 2 === 0 ? 'price' : 'delivery')),
  ).toBe(true)
  const drawn = proposals.filter(({ audited, textId }) => audited && !warm.has(textId))
  expect(drawn.length).toBeGreaterThan(20)
})
