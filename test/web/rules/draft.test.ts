import { describe, expect, test } from 'vitest'
import { draftDiff } from '../../../web/pages/rules/draft-diff.ts'
import { rebased } from '../../../web/pages/rules/rebase.ts'
import {
  changeCount,
  type Draft,
  faultOf,
  moved,
  withNewRule,
  withoutRule,
  withRule,
} from '../../../web/pages/rules/rule-draft.ts'
import type { Rule } from '../../../web/pages/rules/rule-shape.ts'

const rule = (reason: string, more: Partial<Rule> = {}): Rule => ({
  ...{ reason, all: ['eligible'], enabled: true, note: null },
  ...more,
})
const base: Draft = {
  rules: [rule('low_confidence'), rule('negative_feedback'), rule('own_rule')],
  thresholds: {
    ...{ order_intents: ['order', 'buy'], no_objection: ['none'], price_words_zh: ['贵'], price_words_en: ['price'] },
    ...{ high_confidence: 0.8, click_window_ms: 1_800_000 },
  },
}
const names = ({ rules }: Draft): string[] => rules.map(({ reason }) => reason)

describe('a draft of the rules', () => {
  test('rules are added under a free name, moved, removed', () => {
    const two = withNewRule(withNewRule(base))
    expect(names(two).slice(3)).toEqual(['new_rule_1', 'new_rule_2'])
    expect(names(moved(base, 2, -1))).toEqual(['low_confidence', 'own_rule', 'negative_feedback'])
    expect(names(withoutRule(base, 2))).toEqual(['low_confidence', 'negative_feedback'])
  })

  test.each([
    ['Capital', 'name'],
    ['control', 'name'],
    ['x', 'name'],
    ['low_confidence', 'twice'],
    ['fine_name', null],
  ])('a rule named %s: %s', (reason, fault) => {
    expect(faultOf(withRule(base, 2, { reason }).rules, 2)).toBe(fault)
  })

  test('what changed is counted, the order as one', () => {
    expect(changeCount(base, base)).toBe(0)
    expect(changeCount(base, moved(base, 0, 1))).toBe(1)
    const thresholds = { ...base.thresholds, high_confidence: 0.9 }
    expect(changeCount(base, { ...withRule(withoutRule(base, 2), 0, { enabled: false }), thresholds })).toBe(3)
  })

  test('the difference tells words and numbers of thresholds apart', () => {
    const thresholds = { ...base.thresholds, high_confidence: 0.9, order_intents: ['order', 'reserve'] }
    expect(draftDiff(base, { ...base, thresholds }).thresholds).toEqual([
      { name: 'order_intents', before: null, after: null, added: ['reserve'], removed: ['buy'] },
      { name: 'high_confidence', before: 0.8, after: 0.9, added: [], removed: [] },
    ])
  })
})

describe('my draft on top of their version', () => {
  const mine = withNewRule(withRule(base, 0, { note: 'mine' }))

  test('each keeps what only one of the two changed', () => {
    const theirs = {
      ...withRule(base, 0, { enabled: false }),
      thresholds: { ...base.thresholds, high_confidence: 0.7 },
    }
    const both = rebased(base, mine, theirs)
    expect(both.rules[0]).toEqual(rule('low_confidence', { note: 'mine', enabled: false }))
    expect(names(both)).toEqual([...names(base), 'new_rule_1'])
    expect(both.thresholds.high_confidence).toBe(0.7)
  })

  test('what both changed is mine', () => {
    expect(rebased(base, mine, withRule(base, 0, { note: 'theirs' })).rules[0]!.note).toBe('mine')
  })

  test('a rule that one of the two removed is gone; one that they removed and I changed stays', () => {
    expect(names(rebased(base, withoutRule(base, 2), base))).not.toContain('own_rule')
    expect(names(rebased(base, mine, withoutRule(base, 2)))).not.toContain('own_rule')
    const changed = withRule(base, 2, { note: 'mine' })
    expect(names(rebased(base, changed, withoutRule(base, 2)))).toContain('own_rule')
  })

  test('without changes of mine it is theirs, without theirs it is mine', () => {
    const theirs = withRule(base, 1, { all: ['no_order'] })
    expect(rebased(base, base, theirs)).toEqual(theirs)
    expect(rebased(base, mine, base)).toEqual(mine)
  })
})
