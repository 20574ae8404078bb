import { describe, expect, test } from 'vitest'
import {
  type Audit,
  cellOf,
  cellState,
  defaultMachinePolicy as policy,
  refuseBadPolicy,
  shutLabels,
} from '../../src/labels/acceptance.ts'
import { settlementOf } from '../../src/labels/settlement.ts'

/** Audits of one label from right (1) and wrong (0), one a second. */
const audits = (marks: readonly number[], label = 'price'): Audit[] =>
  marks.map((mark, i) => ({ label, right: mark === 1, at: 1000 * (i + 1), place: i + 1 }))
const times = (count: number, mark: number): number[] => Array.from({ length: count }, () => mark)

describe('a cell', () => {
  test.each([
    { name: 'without audits', marks: [], open: false },
    { name: 'one short of enough', marks: times(87, 1), open: false },
    { name: 'with enough right ones', marks: times(88, 1), open: true },
    { name: 'with few wrong ones among many', marks: [...times(148, 1), 0, 0], open: false },
    { name: 'with few wrong ones among more', marks: [0, 0, ...times(248, 1)], open: true },
    { name: 'just at the target', marks: times(40, 0).flatMap(() => [...times(19, 1), 0]), open: false },
  ])('$name: open $open', ({ marks, open }) => {
    expect(cellState(audits(marks), policy).open).toBe(open)
  })

  test('shuts when the bound falls below the target, and names the last good audit', () => {
    const state = cellState(audits([...times(90, 1), 0]), policy)
    expect(state.open).toBe(false)
    expect(state.closings).toEqual([{ at: 91_000, since: 90_000, from: 90, until: 91, why: 'bound' }])
    expect(state.reason).toMatch(/90 of 91 audited are right; the lower bound 0\.9\d+ is below the target 0\.95/)
  })

  test('after many good audits a fall is noticed within a few, and old evidence counts no more', () => {
    const state = cellState(audits([...times(2000, 1), ...times(5, 0)]), policy)
    expect(state.open).toBe(false)
    expect(state.closings).toMatchObject([{ from: 2000, until: 2005, why: 'drop' }])
    expect([state.audits, state.right]).toEqual([5, 0])
  })

  test('opens again once what came after the fall is good', () => {
    const state = cellState(audits([...times(500, 1), ...times(5, 0), ...times(450, 1)]), policy)
    expect(state.open).toBe(true)
    expect(state.closings).toHaveLength(1)
  })
})

test('a label that is worse by itself is shut; bad luck alone shuts none', () => {
  const bad = audits([1, 0, 0, 1, 0, 0], 'bad')
  const unlucky = audits([1, 0, 1, 1, 1, 1, 1], 'unlucky')
  expect([...shutLabels([...bad, ...unlucky], policy)]).toEqual(['bad'])
})

test.each([
  { probability: 0.89, cell: null },
  { probability: 0.9, cell: '*@0.9' },
  { probability: 0.9799, cell: '*@0.95' },
  { probability: 1, cell: '*@0.98' },
])('probability $probability lies in $cell', ({ probability, cell }) => {
  expect(cellOf(policy, 'price', probability)).toBe(cell)
})

test('a label of a group is judged in its own cells', () => {
  const grouped = { ...policy, groups: { money: ['price', 'discount'] } }
  expect(cellOf(grouped, 'discount', 0.96)).toBe('money@0.95')
  expect(cellOf(grouped, 'delivery', 0.96)).toBe('*@0.95')
})

test('a policy without audits, or whose bands do not rise, is refused', () => {
  expect(() => refuseBadPolicy({ ...policy, auditOpen: 0 })).toThrow(/audit share is 0/)
  expect(() => refuseBadPolicy({ ...policy, bands: [0.9, 0.8] })).toThrow(/0.9, 0.8/)
  expect(() => refuseBadPolicy(policy)).not.toThrow()
})

test('a settlement names open cells, closings and shut labels', () => {
  const good = audits(times(100, 1)).map((audit) => ({ ...audit, cell: '*@0.98' }))
  const bad = audits([0, 0, 0, 0], 'bad').map((audit) => ({ ...audit, cell: '*@0.9', place: audit.place + 100 }))
  expect(settlementOf([...good, ...bad], policy).settlement).toEqual({ open: ['*@0.98'], closings: [], shut: ['bad'] })
})
