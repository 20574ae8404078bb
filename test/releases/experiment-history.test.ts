import { expect, test } from 'vitest'
import { experimentsOf } from '../../src/releases/experiment-history.ts'
import { type LedgerEntry, NOTHING_RELEASED, nextState, type ReleaseOrder } from '../../src/releases/release-state.ts'

type Asked = Pick<ReleaseOrder, 'action'> & Partial<ReleaseOrder>

/** The ledger that orders make, one a tick. */
function ledgerOf(...orders: Asked[]): LedgerEntry[] {
  const lines: LedgerEntry[] = []
  orders.forEach((order, i) => {
    const own = lines.findLast((line) => line.assistant === (order.assistant ?? null))
    const state = own ?? lines.findLast((line) => line.assistant === null) ?? NOTHING_RELEASED
    lines.push(nextState(state, { who: 'mia', why: 'test', ...order }, i + 1, i + 1))
  })
  return lines
}
const first: Asked = { action: 'promote', bundle: 'b-1' }
const canary: Asked = { action: 'canary', bundle: 'b-2' }

test.each([
  { name: 'running', after: [], state: 'running', share: 0.05, endedAt: null },
  {
    name: 'two stages on',
    after: [{ action: 'advance' }, { action: 'advance' }],
    state: 'running',
    share: 0.5,
    endedAt: null,
  },
  { name: 'paused', after: [{ action: 'pause' }], state: 'paused', share: 0.05, endedAt: null },
  {
    name: 'paused and resumed',
    after: [{ action: 'pause' }, { action: 'resume' }],
    state: 'running',
    share: 0.05,
    endedAt: null,
  },
  { name: 'promoted', after: [{ action: 'promote' }], state: 'live', share: 0.05, endedAt: 3 },
  { name: 'advanced to everyone', after: [{ action: 'advance', share: 1 }], state: 'live', share: 0.05, endedAt: 3 },
  { name: 'taken back', after: [{ action: 'rollback' }], state: 'taken_back', share: 0.05, endedAt: 3 },
  { name: 'abandoned', after: [{ action: 'abandon' }], state: 'abandoned', share: 0.05, endedAt: 3 },
  {
    name: 'another went live',
    after: [{ action: 'promote', bundle: 'b-3' }],
    state: 'replaced',
    share: 0.05,
    endedAt: 3,
  },
  {
    name: 'and then other releases',
    after: [{ action: 'rollback' }, { action: 'promote', bundle: 'b-3' }],
    state: 'taken_back',
    share: 0.05,
    endedAt: 3,
  },
] as { name: string; after: Asked[]; state: string; share: number; endedAt: number | null }[])(
  '$name -> $state',
  ({ after, state, share, endedAt }) => {
    const [one, ...others] = experimentsOf(ledgerOf(first, canary, ...after).toReversed())
    expect(others).toEqual([])
    expect(one).toMatchObject({
      experiment: 'canary:b-2:2',
      live: 'b-1',
      canary: 'b-2',
      state,
      share,
      endedAt,
      startedAt: 2,
    })
    expect(one!.history[0]!.action).toBe('canary')
  },
)

test('a new canary ends the old one and begins its own', () => {
  const found = experimentsOf(ledgerOf(first, canary, { action: 'canary', bundle: 'b-3' }))
  expect(found.map((each) => [each.experiment, each.state, each.history.length])).toEqual([
    ['canary:b-3:3', 'running', 1],
    ['canary:b-2:2', 'replaced', 2],
  ])
})

test('assistants have their own', () => {
  const found = experimentsOf(
    ledgerOf(
      first,
      { ...canary, assistant: 'shop' },
      { action: 'promote', bundle: 'b-4' },
      { action: 'abandon', assistant: 'shop' },
    ),
  )
  expect(found).toMatchObject([{ assistant: 'shop', state: 'abandoned', live: 'b-1', endedAt: 4 }])
})
