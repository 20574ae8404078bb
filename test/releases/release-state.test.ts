import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LoopError } from '../../src/errors/loop-error.ts'
import { defaultPolicy } from '../../src/releases/ramp-policy.ts'
import {
  type Canary,
  NOTHING_RELEASED,
  nextState,
  RELEASE_ACTIONS,
  type ReleaseOrder,
  type ReleaseState,
} from '../../src/releases/release-state.ts'

const who = { who: 'mia', why: 'test' }
const live = (id: string, some: Partial<ReleaseState> = {}): ReleaseState => ({
  assistant: null,
  approval: null,
  revision: 5,
  live: id,
  earlier: ['b-0'],
  canary: null,
  ...some,
})
const canary = (share: number, some: Partial<Canary> = {}): Canary => ({
  bundle: 'b-2',
  share,
  since: 10,
  experiment: 'canary:b-2:5',
  ramp: defaultPolicy.ramp,
  paused: false,
  restarts: 0,
  startedAt: 10,
  startedBy: { who: 'bob', recordedBy: 'key of bob' },
  ...some,
})
const began = { experiment: 'canary:b-2:6', startedAt: 99, startedBy: { who: 'mia', recordedBy: 'loop' }, restarts: 0 }
const after = (state: ReleaseState, order: Omit<ReleaseOrder, 'who' | 'why'>) =>
  nextState(state, { ...order, ...who }, 99)

describe('what an order makes of a state', () => {
  test.each([
    {
      name: 'first promotion',
      from: NOTHING_RELEASED,
      order: { action: 'promote' as const, bundle: 'b-1' },
      to: { live: 'b-1', earlier: [], canary: null },
    },
    {
      name: 'promotion of another',
      from: live('b-1'),
      order: { action: 'promote' as const, bundle: 'b-2' },
      to: { live: 'b-2', earlier: ['b-1', 'b-0'], canary: null },
    },
    {
      name: 'promotion of the canary',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'promote' as const },
      to: { live: 'b-2', earlier: ['b-1', 'b-0'], canary: null },
    },
    {
      name: 'canary without a share',
      from: live('b-1'),
      order: { action: 'canary' as const, bundle: 'b-2' },
      to: { live: 'b-1', canary: canary(0.05, { since: 99, ...began }) },
    },
    {
      name: 'canary with a share',
      from: live('b-1'),
      order: { action: 'canary' as const, bundle: 'b-2', share: 0.3 },
      to: { live: 'b-1', canary: canary(0.3, { since: 99, ...began }) },
    },
    {
      name: 'first advance',
      from: live('b-1', { canary: canary(0.05) }),
      order: { action: 'advance' as const },
      to: { live: 'b-1', canary: canary(0.25, { since: 99 }) },
    },
    {
      name: 'advance from between two stages',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'advance' as const },
      to: { canary: canary(0.5, { since: 99 }) },
    },
    {
      name: 'last advance',
      from: live('b-1', { canary: canary(0.5) }),
      order: { action: 'advance' as const },
      to: { live: 'b-2', canary: null, earlier: ['b-1', 'b-0'] },
    },
    {
      name: 'advance to everyone',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'advance' as const, share: 1 },
      to: { live: 'b-2', canary: null },
    },
    {
      name: 'a forced advance of a paused canary',
      from: live('b-1', { canary: canary(0.3, { paused: true }) }),
      order: { action: 'advance' as const, force: true },
      to: { canary: canary(0.5, { since: 99, paused: true }) },
    },
    {
      name: 'abandon ends a canary and nothing else',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'abandon' as const },
      to: { live: 'b-1', canary: null, earlier: ['b-0'], bundle: 'b-2' },
    },
    {
      name: 'pause keeps the share and its beginning',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'pause' as const },
      to: { canary: canary(0.3, { paused: true }) },
    },
    {
      name: 'resume',
      from: live('b-1', { canary: canary(0.3, { paused: true }) }),
      order: { action: 'resume' as const },
      to: { canary: canary(0.3) },
    },
    {
      name: 'approval of the canary',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'approve' as const, recordedBy: 'key of mia' },
      to: {
        canary: canary(0.3),
        approval: { bundle: 'b-2', who: 'mia', recordedBy: 'key of mia', at: 99 },
      },
    },
    {
      name: 'the step that an approval was for uses it up',
      from: live('b-1', {
        canary: canary(0.5),
        approval: { bundle: 'b-2', who: 'ann', recordedBy: 'key of ann', at: 11 },
      }),
      order: { action: 'advance' as const },
      to: { live: 'b-2', approval: null },
    },
    {
      name: 'a smaller step keeps it',
      from: live('b-1', {
        canary: canary(0.25),
        approval: { bundle: 'b-2', who: 'ann', recordedBy: 'key of ann', at: 11 },
      }),
      order: { action: 'advance' as const },
      to: { approval: { who: 'ann' } },
    },
    {
      name: 'newer rules: no step on the way back, and the stage begins anew',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'rules' as const, bundle: 'b-1+', canaryBundle: 'b-2+' },
      to: { live: 'b-1+', earlier: ['b-0'], canary: canary(0.3, { bundle: 'b-2+', since: 99, restarts: 1 }) },
    },
    {
      name: 'an order for one assistant',
      from: live('b-1'),
      order: { action: 'promote' as const, bundle: 'b-2', assistant: 'shop' },
      to: { assistant: 'shop', live: 'b-2' },
    },
    {
      name: 'rollback ends a canary',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'rollback' as const },
      to: { live: 'b-1', canary: null, earlier: ['b-0'] },
    },
    {
      name: 'rollback goes to what was live before',
      from: live('b-1'),
      order: { action: 'rollback' as const },
      to: { live: 'b-0', earlier: [] },
    },
    {
      name: 'rollback to a named one',
      from: live('b-1', { earlier: ['b-0', 'b-9'] }),
      order: { action: 'rollback' as const, bundle: 'b-9' },
      to: { live: 'b-9', earlier: [] },
    },
    {
      name: 'rollback to old models under newer rules',
      from: live('b-1', { earlier: ['b-0', 'b-9'] }),
      order: { action: 'rollback' as const, bundle: 'b-0+', standsFor: 'b-0' },
      to: { live: 'b-0+', earlier: ['b-9'] },
    },
  ])('$name', ({ from, order, to }) => {
    expect(after(from, order)).toMatchObject({
      ...to,
      revision: from.revision + 1,
      at: 99,
      action: order.action,
      ...who,
    })
  })

  test('forced, a rollback reaches any bundle', () => {
    expect(after(live('b-1'), { action: 'rollback', bundle: 'b-9', force: true })).toMatchObject({
      live: 'b-9',
      forced: true,
    })
  })

  test('a second rollback does not bring the bad one back', () => {
    const good = live('b-1', { earlier: [] })
    const bad = after(good, { action: 'promote', bundle: 'b-bad' })
    const back = after(bad, { action: 'rollback' })
    expect(back.live).toBe('b-1')
    expect(() => after(back, { action: 'rollback' })).toThrow('nothing to go back to')
  })

  test.each([
    { name: 'canary of nothing', from: live('b-1'), order: { action: 'canary' as const } },
    { name: 'canary beside nothing', from: NOTHING_RELEASED, order: { action: 'canary' as const, bundle: 'b-2' } },
    { name: 'canary of the live one', from: live('b-1'), order: { action: 'canary' as const, bundle: 'b-1' } },
    { name: 'canary for everyone', from: live('b-1'), order: { action: 'canary' as const, bundle: 'b-2', share: 1 } },
    { name: 'canary for nobody', from: live('b-1'), order: { action: 'canary' as const, bundle: 'b-2', share: 0 } },
    { name: 'promotion of nothing', from: live('b-1'), order: { action: 'promote' as const } },
    { name: 'promotion of the live one', from: live('b-1'), order: { action: 'promote' as const, bundle: 'b-1' } },
    { name: 'advance without a canary', from: live('b-1'), order: { action: 'advance' as const } },
    {
      name: 'advance of another',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'advance' as const, bundle: 'b-7' },
    },
    {
      name: 'advance backwards',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'advance' as const, share: 0.2 },
    },
    { name: 'rollback of nothing', from: NOTHING_RELEASED, order: { action: 'rollback' as const } },
    {
      name: 'rollback to what was never live',
      from: live('b-1'),
      order: { action: 'rollback' as const, bundle: 'b-9' },
    },
    {
      name: 'rollback to the canary',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'rollback' as const, bundle: 'b-2' },
    },
    {
      name: 'an order that was decided on another state',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'advance' as const, decidedOn: 4 },
    },
    { name: 'pause without a canary', from: live('b-1'), order: { action: 'pause' as const } },
    {
      name: 'a second pause',
      from: live('b-1', { canary: canary(0.3, { paused: true }) }),
      order: { action: 'pause' as const },
    },
    { name: 'resuming what runs', from: live('b-1', { canary: canary(0.3) }), order: { action: 'resume' as const } },
    {
      name: 'advance of a paused canary',
      from: live('b-1', { canary: canary(0.3, { paused: true }) }),
      order: { action: 'advance' as const },
    },
    { name: 'abandon without a canary', from: live('b-1'), order: { action: 'abandon' as const } },
    {
      name: 'abandon of another',
      from: live('b-1', { canary: canary(0.3) }),
      order: { action: 'abandon' as const, bundle: 'b-7' },
    },
    { name: 'approval of nothing', from: live('b-1'), order: { action: 'approve' as const } },
    { name: 'approval of the live one', from: live('b-1'), order: { action: 'approve' as const, bundle: 'b-1' } },
    { name: 'rules under nothing', from: NOTHING_RELEASED, order: { action: 'rules' as const, bundle: 'b-1' } },
    { name: 'rollback to the live one', from: live('b-1'), order: { action: 'rollback' as const, bundle: 'b-1' } },
  ])('$name is refused', ({ from, order }) => {
    expect(() => after(from, order)).toThrow(expect.objectContaining({ code: 'LOOP_RELEASE_IMPOSSIBLE', status: 409 }))
  })

  test('rules that make one bundle of live and canary end the canary', () => {
    const state = live('b-1', { canary: canary(0.3) })
    const next = after(state, { action: 'rules', bundle: 'b-3', canaryBundle: 'b-3' })
    expect([next.live, next.canary]).toEqual(['b-3', null])
    expect(after(state, { action: 'rules', bundle: 'b-3', canaryBundle: 'b-4' }).canary?.bundle).toBe('b-4')
  })

  test('whatever is ordered: revisions count up, a canary is never the live bundle, and something stays live', () => {
    const order = fc.record({
      action: fc.constantFrom(...RELEASE_ACTIONS),
      bundle: fc.option(fc.constantFrom('b-1', 'b-2', 'b-3'), { nil: undefined }),
      share: fc.option(fc.constantFrom(0.05, 0.3, 0.5, 1), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(order, { maxLength: 30 }), (orders) => {
        let state: ReleaseState = NOTHING_RELEASED
        for (const each of orders) {
          try {
            const next = after(state, each)
            expect(next.revision).toBe(state.revision + 1)
            if (each.action !== 'approve') expect(next.live).not.toBeNull()
            expect(next.canary?.bundle).not.toBe(next.live)
            expect(next.earlier).not.toContain(undefined)
            state = next
          } catch (error) {
            expect(error).toBeInstanceOf(LoopError)
          }
        }
      }),
    )
  })
})
