import { describe, expect, test } from 'vitest'
import { checkedTable } from '../../src/admission/check-rules.ts'
import { ruleDiff } from '../../src/admission/rule-diff.ts'
import { BUILT_IN, BUILT_IN_TABLE, type KeptRule, rulesId, rulesInForce } from '../../src/admission/rule-version.ts'
import { ADMISSION_RULES } from '../../src/admission/rules.ts'
import { SIGNAL_MEANINGS } from '../../src/admission/signals.ts'
import { defaultConfig } from '../../src/features/config.ts'

const stall: KeptRule = { reason: 'stall_alone', all: ['eligible', 'fsm_stalled'], enabled: true, note: null }
const withRules = (rules: readonly KeptRule[]) => ({ ...BUILT_IN_TABLE, rules })
const first = BUILT_IN_TABLE.rules[0]!

test('version 1 is the table of the specification, under the name that bundles have had for it', () => {
  expect(rulesInForce(BUILT_IN)).toEqual(ADMISSION_RULES)
  expect(rulesId(BUILT_IN, defaultConfig)).toBe('rules-fe401dc4783c')
})

test('a bundle names rules by how they judge: notes and what is switched off do not count', () => {
  const idle = withRules([{ ...first, note: 'why' }, ...BUILT_IN_TABLE.rules.slice(1), { ...stall, enabled: false }])
  expect(rulesId(idle, defaultConfig)).toBe(rulesId(BUILT_IN, defaultConfig))
  const on = withRules([...BUILT_IN_TABLE.rules, stall])
  expect(rulesId(on, defaultConfig)).not.toBe(rulesId(BUILT_IN, defaultConfig))
})

describe('a table that cannot judge is refused, and the place is named', () => {
  test.each([
    ['a name with a capital', [{ ...stall, reason: 'Stall' }], /'Stall'.*not allowed/],
    ['a name that strata have', [{ ...stall, reason: 'control' }], /'control'.*not allowed/],
    ['a name twice', [stall, stall], /has the name of a rule above/],
    ['no condition', [{ ...stall, all: [] }], /no condition/],
    ['an unknown signal', [{ ...stall, all: ['weather' as never] }], /'weather'.*no signal/],
    ['a signal twice', [{ ...stall, all: ['eligible', 'eligible'] as const }], /twice/],
  ])('%s', (_, more, why) => {
    expect(() => checkedTable(withRules([...BUILT_IN_TABLE.rules, ...more]))).toThrow(why)
  })

  test('a built-in rule is switched off, not removed', () => {
    expect(() => checkedTable(withRules(BUILT_IN_TABLE.rules.slice(1)))).toThrow(/'no_click_no_order' is missing/)
    const off = withRules([{ ...first, enabled: false }, ...BUILT_IN_TABLE.rules.slice(1)])
    expect(rulesInForce(checkedTable(off))).toHaveLength(4)
  })

  test.each([
    [{ highConfidence: 0 }, /high_confidence is 0/],
    [{ clickWindowMs: 59_999 }, /click_window_ms is 59999/],
  ])('%j', (given, why) => {
    expect(() => checkedTable({ ...BUILT_IN_TABLE, thresholds: { ...BUILT_IN.thresholds, ...given } })).toThrow(why)
  })
})

describe('difference of two tables', () => {
  const none = { added: [], removed: [], changed: [], reordered: false, thresholds: [] }

  test('of equal tables it is empty; the order of signals within a rule says nothing', () => {
    const turned = withRules([{ ...first, all: first.all.toReversed() }, ...BUILT_IN_TABLE.rules.slice(1)])
    expect(ruleDiff(BUILT_IN, turned)).toEqual(none)
  })

  test('rules that come, go, change and move; words and numbers of thresholds', () => {
    const [a, b, ...others] = BUILT_IN_TABLE.rules
    const thresholds = { ...BUILT_IN.thresholds, highConfidence: 0.9, orderIntents: ['buy', 'reserve'] }
    const after = { rules: [b!, { ...a!, enabled: false }, ...others, stall], thresholds }
    const diff = ruleDiff(BUILT_IN, after)
    expect(diff).toMatchObject({
      added: [stall],
      removed: [],
      changed: [{ reason: a!.reason, before: { enabled: true }, after: { enabled: false } }],
      reordered: true,
    })
    expect(diff.thresholds).toContainEqual({ name: 'highConfidence', before: 0.8, after: 0.9 })
    expect(diff.thresholds.find(({ name }) => name === 'orderIntents')).toMatchObject({ added: ['reserve'] })
    expect(ruleDiff(after, BUILT_IN)).toMatchObject({ added: [], removed: [stall], reordered: true })
  })
})

test('every signal has a meaning', () => {
  expect(SIGNAL_MEANINGS.filter(({ meaning }) => !meaning.endsWith('.'))).toEqual([])
})
