import { describe, expect, test } from 'vitest'
import { checkExposure, NOBODY_EXPOSED, peopleOfSeveralIds } from '../../src/experiments/exposure-check.ts'

const counts = (some: Partial<typeof NOBODY_EXPOSED>) => ({ ...NOBODY_EXPOSED, users: 1000, assigned: 1000, ...some })

describe('checkExposure', () => {
  test.each([
    { name: 'nobody yet', given: NOBODY_EXPOSED, both: false, mismatched: false },
    { name: 'one in a hundred', given: counts({ inBoth: 10, mismatched: 10 }), both: false, mismatched: false },
    { name: 'more, but chance could do it', given: counts({ inBoth: 18 }), both: false, mismatched: false },
    { name: 'surely more, under one id', given: counts({ inBoth: 24 }), both: true, mismatched: false },
    { name: 'surely more, under several', given: counts({ idsAcross: 24 }), both: true, mismatched: false },
    {
      name: 'several ids in one arm disturb nothing',
      given: counts({ idsWithin: 500 }),
      both: false,
      mismatched: false,
    },
    { name: 'one of one', given: counts({ users: 1, inBoth: 1 }), both: false, mismatched: false },
    { name: 'replies of another arm', given: counts({ mismatched: 30 }), both: false, mismatched: true },
  ])('$name', ({ given, both, mismatched }) => {
    const check = checkExposure(given)
    expect([check.tooManyInBoth, check.tooManyMismatched]).toEqual([both, mismatched])
  })

  test('shares are of what was counted; the limit is the policy’s', () => {
    expect(checkExposure(counts({ inBoth: 20, idsAcross: 10, mismatched: 50 }), 0.1)).toMatchObject({
      bothShare: 0.03,
      mismatchedShare: 0.05,
      dilution: 0.03,
      limit: 0.1,
      tooManyInBoth: false,
      tooManyMismatched: false,
    })
    expect(checkExposure(NOBODY_EXPOSED)).toMatchObject({ bothShare: null, mismatchedShare: null, dilution: 0 })
  })
})

describe('peopleOfSeveralIds', () => {
  const live = (user: string) => ({ user, arm: 'live' as const })
  const canary = (user: string) => ({ user, arm: 'canary' as const })
  test.each([
    { name: 'nobody', together: [], arms: [live('a')], across: 0, within: 0 },
    {
      name: 'visitor and login in different arms',
      together: [['v1', 'mia']],
      arms: [live('v1'), canary('mia')],
      across: 1,
      within: 0,
    },
    { name: 'both in one arm', together: [['v1', 'mia']], arms: [live('v1'), live('mia')], across: 0, within: 1 },
    { name: 'only one of them was exposed', together: [['v1', 'mia']], arms: [live('mia')], across: 0, within: 0 },
    {
      name: 'a chain of conversations is one person',
      together: [
        ['v1', 'mia'],
        ['v2', 'mia'],
        ['v2', 'v3'],
      ],
      arms: [live('v1'), live('v2'), canary('v3')],
      across: 1,
      within: 0,
    },
    {
      name: 'two people',
      together: [
        ['v1', 'mia'],
        ['v2', 'bob'],
      ],
      arms: [live('v1'), canary('mia'), canary('v2'), canary('bob')],
      across: 1,
      within: 1,
    },
  ])('$name', ({ together, arms, across, within }) => {
    expect(peopleOfSeveralIds(together, arms)).toEqual({ idsAcross: across, idsWithin: within })
  })
})
