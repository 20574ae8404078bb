import { describe, expect, test } from 'vitest'
import { isApproved, moveOf } from '../../src/releases/ramp.ts'
import { type ApprovalPolicy, defaultPolicy } from '../../src/releases/ramp-policy.ts'
import { type Approval, type Canary, NOTHING_RELEASED } from '../../src/releases/release-state.ts'
import { checkStage, type Exposures } from '../../src/releases/stage-check.ts'
import { arm, exposed } from './exposures.ts'

const bob = { who: 'bob', recordedBy: 'key of bob' }
const conversion = defaultPolicy.ramp.guardrails.slice(0, 1)
const canary = (some: Partial<Canary> = {}): Canary => ({
  bundle: 'b-2',
  share: 0.5,
  since: 0,
  experiment: 'canary:b-2:2',
  ramp: { ...defaultPolicy.ramp, guardrails: conversion },
  paused: false,
  restarts: 0,
  startedAt: 0,
  startedBy: bob,
  ...some,
})
const good = exposed({ conversion: { live: arm(40_000, 0.2), canary: arm(40_000, 0.2) } })
const bad = exposed({ conversion: { live: arm(40_000, 0.2), canary: arm(40_000, 0.15) } })
const few = exposed({ conversion: { live: arm(4000, 0.2), canary: arm(4000, 0.2) } })
const free: ApprovalPolicy = { before: [], approvers: [] }
const look = (given: Canary, figures: Exposures, policy = free, approval: Approval | null = null) => {
  const state = { ...NOTHING_RELEASED, revision: 7, live: 'b-1', canary: given, approval }
  return moveOf(state, given, checkStage(given, figures, 1e9), policy)
}

describe('moveOf', () => {
  test('all figures allow it: on to the next share, decided on this revision', () => {
    expect(look(canary({ share: 0.05 }), good)).toMatchObject({
      kind: 'order',
      order: { action: 'advance', bundle: 'b-2', share: 0.25, who: 'ramp', decidedOn: 7 },
    })
    expect(look(canary(), good)).toMatchObject({ kind: 'order', order: { action: 'advance', share: 1 } })
  })

  test('a loss takes it back by the guardrail, with the figures as the reason; paused and manual canaries too', () => {
    for (const some of [{}, { paused: true }, { ramp: { ...canary().ramp, automatic: false } }]) {
      expect(look(canary(some), bad)).toMatchObject({
        kind: 'order',
        order: {
          action: 'rollback',
          who: 'guardrail',
          why: expect.stringMatching(/conversion: canary minus live -5\.0 points/),
          check: { verdict: 'stop' },
        },
      })
    }
  })

  test('inconclusive stays, and says how many users are missing', () => {
    expect(look(canary(), few)).toEqual({
      kind: 'wait',
      for: [expect.stringMatching(/^conversion: not enough data yet: about [\d,]+ more users/)],
    })
  })

  test('paused, or ordered by people: waits for them', () => {
    expect(look(canary({ paused: true }), good)).toEqual({ kind: 'wait', for: ['somebody to resume it'] })
    expect(look(canary({ ramp: { ...canary().ramp, automatic: false } }), good)).toEqual({
      kind: 'wait',
      for: ['somebody to advance it: its figures allow it'],
    })
  })

  test('approval is waited for before everyone gets it, and not before', () => {
    const policy: ApprovalPolicy = { before: ['live'], approvers: [] }
    expect(look(canary({ share: 0.25 }), good, policy)).toMatchObject({ order: { share: 0.5 } })
    expect(look(canary(), good, policy)).toEqual({ kind: 'wait', for: ['approval before it is live for everyone'] })
    const ann = { bundle: 'b-2', who: 'ann', recordedBy: 'key of ann', at: 1 }
    expect(look(canary(), good, policy, ann)).toMatchObject({ order: { share: 1 } })
  })
})

describe('isApproved', () => {
  const policy: ApprovalPolicy = { before: ['live'], approvers: [] }
  const ann: Approval = { bundle: 'b-2', who: 'ann', recordedBy: 'key of ann', at: 1 }
  test.each([
    { name: 'nobody', given: null, ok: false },
    { name: 'somebody else', given: ann, ok: true },
    { name: 'of another bundle', given: { ...ann, bundle: 'b-3' }, ok: false },
    { name: 'who asked himself', given: { ...ann, ...bob }, ok: false },
    {
      name: 'who asked, under another name with the same key',
      given: { ...ann, recordedBy: bob.recordedBy },
      ok: false,
    },
    { name: 'who asked, with another key', given: { ...ann, who: 'bob' }, ok: false },
    {
      name: 'somebody else where nobody has a key',
      given: { ...ann, recordedBy: 'anonymous' },
      asked: { who: 'bob', recordedBy: 'anonymous' },
      ok: true,
    },
    { name: 'a named approver', given: ann, approvers: ['key of ann'], ok: true },
    { name: 'somebody who is none', given: ann, approvers: ['key of eve'], ok: false },
    {
      name: 'an approver by name where nobody has a key',
      given: { ...ann, recordedBy: 'anonymous' },
      asked: { who: 'bob', recordedBy: 'anonymous' },
      approvers: ['ann'],
      ok: true,
    },
  ])('$name: $ok', ({ given, asked = bob, approvers = [], ok }) => {
    expect(isApproved(given, 'b-2', 'live', asked, { ...policy, approvers })).toBe(ok)
    expect(isApproved(null, 'b-2', 'canary', asked, { ...policy, approvers })).toBe(true)
  })
})
