import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { compileRule, type LabellingRule, type RuleView } from '../../src/labels/labelling-rule.ts'
import { textTest } from '../../src/labels/rule-pattern.ts'

describe('a pattern', () => {
  test.each([
    { pattern: '多少钱|how much', text: '请问这个多少钱', fits: true },
    { pattern: '多少钱|how much', text: 'How MUCH is it?', fits: true },
    { pattern: '多少钱|how much', text: 'hello', fits: false },
    { pattern: '^\\p{Han}+$', text: '价格', fits: true },
    { pattern: '\\bred\\b', text: 'reduced', fits: false },
  ])("'$pattern' on '$text': $fits", ({ pattern, text, fits }) => {
    expect(textTest(pattern)(text)).toBe(fits)
  })

  test.each([
    { name: 'a back-reference', pattern: '(a+)\\1', says: /invalid escape sequence/ },
    { name: 'look-ahead', pattern: 'a(?=b)', says: /\(\?=/ },
    { name: 'look-behind', pattern: '(?<=a)b', says: /\(\?<|invalid/ },
    { name: 'an open bracket', pattern: '[a', says: /missing closing \]/ },
    { name: 'a huge repeat', pattern: 'a{1001}', says: /repeat count/ },
    { name: 'repeats of repeats', pattern: '(a{100}){100}', says: /repeat count|steps/ },
    { name: 'a long unfolding', pattern: '(abcdefghij){500}', says: /steps/ },
    { name: 'nothing', pattern: ' ', says: /empty/ },
    { name: 'what fits all', pattern: 'a*', says: /every text/ },
    { name: 'a long one', pattern: 'a'.repeat(1001), says: /1001 characters/ },
  ])('$name is refused, saying what is allowed', ({ pattern, says }) => {
    expect(() => textTest(pattern)).toThrow(says)
    expect(() => textTest(pattern)).toThrow(/RE2 syntax/)
  })

  test('that sends a backtracking engine into exponential time takes none of it', () => {
    const evil = textTest('^(([a-z])+.)+[A-Z]([a-z])+$')
    expect(evil(`${'a'.repeat(20_000)}!`)).toBe(false)
  })

  property.prop([fc.string({ maxLength: 30 }), fc.string()])(
    'is refused with its code, or compiled',
    (pattern, text) => {
      try {
        expect(typeof textTest(pattern)(text)).toBe('boolean')
      } catch (error) {
        expect(error).toMatchObject({ code: 'LOOP_BAD_PATTERN' })
      }
    },
  )
})

const rule = (all: LabellingRule['all']): LabellingRule => ({
  ruleId: 'r',
  version: 1,
  task: 'intent',
  label: 'price',
  all,
  enabled: true,
  expectedPrecision: 0.8,
  note: null,
})
const view = (some: Partial<RuleView> = {}): RuleView => ({
  text: 'how much is it',
  signals: { ordered: true, no_order: null },
  predicted: { intent: { label: 'price', confidence: 0.7 } },
  ...some,
})

describe('a rule', () => {
  test.each([
    {
      name: 'all hold',
      all: [
        { kind: 'pattern', pattern: 'much' },
        { kind: 'signal', name: 'ordered', is: true },
      ],
      vote: 'price',
    },
    {
      name: 'one fails',
      all: [
        { kind: 'pattern', pattern: 'much' },
        { kind: 'signal', name: 'ordered', is: false },
      ],
      vote: null,
    },
    { name: 'one is not known yet', all: [{ kind: 'signal', name: 'no_order', is: true }], vote: null },
    { name: 'not yet is not false either', all: [{ kind: 'signal', name: 'no_order', is: false }], vote: null },
    { name: 'absent words', all: [{ kind: 'no_pattern', pattern: 'delivery' }], vote: 'price' },
    { name: 'the model is sure', all: [{ kind: 'predicted', label: 'price', atLeast: 0.7 }], vote: 'price' },
    { name: 'the model is less sure', all: [{ kind: 'predicted', label: 'price', atLeast: 0.71 }], vote: null },
  ] as { name: string; all: LabellingRule['all']; vote: string | null }[])('$name: $vote', ({ all, vote }) => {
    expect(compileRule(rule(all)).vote(view())).toBe(vote)
  })

  test('without conditions, or with an unknown signal, is refused', () => {
    expect(() => compileRule(rule([]))).toThrow(/no condition/)
    expect(() => compileRule(rule([{ kind: 'signal', name: 'mood', is: true }]))).toThrow(/there are cta_not_clicked/)
  })
})
