import { describe, expect, test } from 'vitest'
import { type BeginFacts, beginning } from '../../src/steering/begin.ts'
import { checkPolicy, defaultPolicy, type KeptPolicy, type LoopPolicy } from '../../src/steering/policy.ts'

const DAY = 86_400_000
const MONDAY = 20_003 * DAY // 00:00 UTC
const train = { automatic: true, schedule: { cron: '0 2 * * 1', timeZone: 'UTC' }, leastLabels: 50, onDrift: true }
const kept = (changes: Partial<LoopPolicy['train']> = {}): KeptPolicy => ({
  ...defaultPolicy,
  train: { ...train, ...changes },
  version: 1,
  sinceAt: MONDAY - 10 * DAY,
  changedBy: 'mia',
  why: 'test',
})
const quiet: BeginFacts = { newLabels: { intent: 0, objection: 0 }, drift: null, lastTurnAt: MONDAY - 5 * DAY }

test('the fixture is a Monday', () => expect(new Date(MONDAY).getUTCDay()).toBe(1))

describe('a turn begins', () => {
  test.each([
    { name: 'one label short', facts: { newLabels: { intent: 49, objection: 3 } }, begins: null },
    { name: 'enough labels of one task', facts: { newLabels: { intent: 50, objection: 3 } }, begins: 'labels' },
    { name: 'the other task has enough', facts: { newLabels: { intent: 0, objection: 51 } }, begins: 'labels' },
    { name: 'a moment before Monday 02:00', now: MONDAY + 2 * 3_600_000 - 1, begins: null },
    { name: 'Monday 02:00', now: MONDAY + 2 * 3_600_000, begins: 'schedule' },
    { name: 'that Monday is done', now: MONDAY + DAY, facts: { lastTurnAt: MONDAY + 2 * 3_600_000 }, begins: null },
    { name: 'late on Monday, the service was down', now: MONDAY + 2 * DAY, begins: 'schedule' },
    {
      name: 'an alarm of before the last turn',
      facts: { drift: { alarm: 'psi', since: MONDAY - 6 * DAY } },
      begins: null,
    },
    { name: 'a new alarm', facts: { drift: { alarm: 'psi', since: MONDAY - 4 * DAY } }, begins: 'drift' },
    {
      name: 'drift does not count',
      policy: kept({ onDrift: false }),
      facts: { drift: { alarm: 'psi', since: MONDAY } },
      begins: null,
    },
    {
      name: 'switched off',
      policy: kept({ automatic: false }),
      facts: { newLabels: { intent: 999, objection: 0 } },
      begins: null,
    },
    {
      name: 'labels do not count',
      policy: kept({ leastLabels: null }),
      facts: { newLabels: { intent: 999, objection: 0 } },
      begins: null,
    },
    {
      name: 'a policy does not act on what was due before it',
      policy: { ...kept(), sinceAt: MONDAY + 3 * 3_600_000 },
      now: MONDAY + 4 * 3_600_000,
      begins: null,
    },
  ] as { name: string; policy?: KeptPolicy; facts?: Partial<BeginFacts>; now?: number; begins: string | null }[])(
    '$name: $begins',
    ({ policy = kept(), facts = {}, now = MONDAY, begins }) => {
      const found = beginning(policy, { ...quiet, ...facts }, now)
      expect(found.kind === 'begin' ? found.trigger.kind : null).toBe(begins)
    },
  )

  test('what it waits for is said in words, and when that comes by itself', () => {
    const facts = { ...quiet, newLabels: { intent: 13, objection: 2 } }
    expect(beginning(kept({ onDrift: false }), facts, MONDAY)).toEqual({
      kind: 'wait',
      for: `37 more labels of intent, or Monday ${new Date(MONDAY).toISOString().slice(0, 10)} 02:00 (UTC)`,
      until: MONDAY + 2 * 3_600_000,
    })
    expect(beginning(kept({ schedule: null, leastLabels: 14 }), facts, MONDAY)).toMatchObject({
      for: '1 more label of intent, or a drift alarm',
      until: null,
    })
    expect(beginning(kept({ automatic: false }), facts, MONDAY)).toMatchObject({
      for: expect.stringContaining('a person'),
    })
  })
})

describe('a policy', () => {
  test('as shipped does nothing by itself', () => {
    expect(defaultPolicy).toMatchObject({
      train: { automatic: false, onDrift: false },
      canary: { automatic: false },
      export: { hourly: false, daily: false },
    })
    expect(checkPolicy(defaultPolicy)).toBe(defaultPolicy)
  })

  test.each([
    { name: 'no labels', change: { train: { ...train, leastLabels: 0 } }, says: 'least_labels' },
    { name: 'half a label', change: { train: { ...train, leastLabels: 1.5 } }, says: 'least_labels' },
    { name: 'a negative watch', change: { watch: { forMs: -1 } }, says: 'watch.for_ms' },
    {
      name: 'on, and nothing to begin by',
      change: { train: { automatic: true, schedule: null, leastLabels: null, onDrift: false } },
      says: 'nothing could begin',
    },
  ] as { name: string; change: Partial<LoopPolicy>; says: string }[])('with $name is refused', ({ change, says }) => {
    expect(() => checkPolicy({ ...defaultPolicy, ...change })).toThrow(says)
  })
})
