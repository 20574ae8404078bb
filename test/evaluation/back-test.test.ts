import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ADMISSION_RULES, type Rule, SIGNALS } from '../../src/admission/rules.ts'
import { defaultSamplingPolicy } from '../../src/admission/sampling-policy.ts'
import { codeOf, type SignalValues, signalsOf } from '../../src/admission/signal-code.ts'
import { type BackTestData, backTest } from '../../src/evaluation/back-test.ts'
import type { JudgedConversation } from '../../src/evaluation/rule-history.ts'
import { hajek } from '../../src/stats/hajek.ts'

const DAY = 86_400_000
const policy = defaultSamplingPolicy
const quiet = Object.fromEntries(SIGNALS.map((signal) => [signal, false])) as unknown as SignalValues
const code = (given: Partial<SignalValues>) => codeOf({ ...quiet, eligible: true, ...given })
const LOW = code({ low_confidence: true })
const STALLED = code({ fsm_stalled: true })
const BOTH = code({ low_confidence: true, negative_feedback: true })
const OPEN = code({ long_silence: null, no_conversion: true })
const PLAIN = code({})

const data = (given: Partial<BackTestData> = {}): BackTestData => ({
  from: 20_000 * DAY,
  until: 20_010 * DAY,
  cells: [
    { signals: LOW, doubt: 12, conversations: 300 },
    { signals: LOW, doubt: 16, conversations: 100 },
    { signals: STALLED, doubt: 2, conversations: 200 },
    { signals: BOTH, doubt: 14, conversations: 50 },
    { signals: OPEN, doubt: 3, conversations: 30 },
    { signals: PLAIN, doubt: 1, conversations: 4000 },
    { signals: code({ eligible: false, low_confidence: true }), doubt: 12, conversations: 7 },
  ],
  judged: [],
  unanswered: [],
  ...given,
})
const judgedOne = (given: Partial<JudgedConversation>, i = 0): JudgedConversation => ({
  conversationId: `c${i}`,
  signals: LOW,
  atFault: true,
  inclusionProbability: 0.5,
  stratum: 'flagged',
  userId: null,
  ...given,
})
const stallAlone: Rule = { reason: 'stall_alone', all: ['fsm_stalled'] }

describe('back-test of a rule table', () => {
  test('counts what each rule flags, what it alone flags, and what is not known yet', () => {
    const { before, conversations, eligible } = backTest(data(), ADMISSION_RULES, ADMISSION_RULES, policy)
    expect({ conversations, eligible }).toEqual({ conversations: 4687, eligible: 4680 })
    expect(before).toMatchObject({ flagged: 450, undecided: 30 })
    const sizes = before.rules.map(({ reason, flagged, undecided, alone }) => [reason, flagged, undecided, alone])
    expect(sizes).toContainEqual(['low_confidence', 450, 0, 400])
    expect(sizes).toContainEqual(['negative_feedback', 50, 0, 0])
    expect(sizes).toContainEqual(['silence_no_conversion', 0, 30, 0])
  })

  test('a rule more brings in exactly the conversations that nobody flagged before', () => {
    const { before, after, moves } = backTest(data(), ADMISSION_RULES, [...ADMISSION_RULES, stallAlone], policy)
    expect([before.flagged, after.flagged]).toEqual([450, 650])
    expect(moves.added).toMatchObject({ conversations: 200, signals: [STALLED] })
    expect([moves.dropped.conversations, moves.kept.conversations]).toEqual([0, 450])
  })

  test('who is not eligible is drawn by no rule, also by one that does not ask', () => {
    const rules: Rule[] = [{ reason: 'unsure', all: ['low_confidence'] }]
    expect(backTest(data(), rules, rules, policy).after.flagged).toBe(450)
  })

  test('the reviews of a day stay within the budget, and follow the weights of the reasons', () => {
    const cells = [
      { signals: LOW, doubt: 20, conversations: 40_000 },
      { signals: code({ negative_feedback: true }), doubt: 20, conversations: 40_000 },
      { signals: PLAIN, doubt: 1, conversations: 10_000 },
    ]
    const reasonWeights = { ...policy.reasonWeights, negative_feedback: 3 }
    const weighted = { ...policy, reasonWeights }
    const { reviews } = backTest(data({ cells }), ADMISSION_RULES, ADMISSION_RULES, weighted).after
    expect(reviews.control).toBeCloseTo(20, 6) // 1,000 a day at 2 %
    expect(reviews.flagged).toBeCloseTo(180, 3)
    const by = new Map(reviews.byReason.map((each) => [each.reason, each.reviews]))
    expect(by.get('negative_feedback')! / by.get('low_confidence')!).toBeCloseTo(3, 6)
  })

  test('precision weighs by 1 over the inclusion probability; one from the control stratum speaks for many', () => {
    const judged = [
      judgedOne({ signals: STALLED, stratum: 'control', inclusionProbability: 0.02, atFault: false }, 1),
      ...[2, 3, 4, 5].map((i) => judgedOne({ signals: BOTH, inclusionProbability: 1 }, i)),
    ]
    const rules: Rule[] = [{ reason: 'wide', all: ['eligible'] }]
    const { precision } = backTest(data({ judged }), rules, rules, policy).after
    expect(precision.estimate).toBeCloseTo(4 / 54, 12)
    const reference = hajek(
      judged.map((one) => ({ value: Number(one.atFault), probability: one.inclusionProbability })),
    )
    expect(precision).toMatchObject({ low: reference.low, high: reference.high, labelled: 5, atFault: 4 })
  })

  test('what nobody has judged has no precision, and says how much waits', () => {
    const unanswered = [{ signals: STALLED, samples: 4 }]
    const { moves } = backTest(data({ unanswered }), ADMISSION_RULES, [...ADMISSION_RULES, stallAlone], policy)
    expect(moves.added.precision).toMatchObject({ estimate: null, low: null, high: null, labelled: 0, unanswered: 4 })
  })
})

const rule = fc.record({
  reason: fc.constantFrom('a_rule', 'b_rule', 'c_rule', 'd_rule'),
  all: fc.uniqueArray(fc.constantFrom(...SIGNALS), { minLength: 1, maxLength: 4 }),
})
const table = fc.uniqueArray(rule, { selector: (each) => each.reason, maxLength: 4 })
const cells = fc.array(
  fc.record({ signals: fc.nat(3 ** 10 - 1), doubt: fc.nat(20), conversations: fc.integer({ min: 1, max: 5000 }) }),
  { maxLength: 30 },
)

describe('whatever the history and the rules', () => {
  test('unchanged rules change nothing', () => {
    fc.assert(
      fc.property(table, cells, (rules, some) => {
        const { before, after, moves } = backTest(data({ cells: some }), rules, rules, policy)
        expect(after).toEqual(before)
        expect([moves.added.conversations, moves.dropped.conversations]).toEqual([0, 0])
        expect(moves.kept.conversations).toBe(before.flagged)
      }),
    )
  })

  test('one rule more never takes a conversation out, and what comes and goes adds up', () => {
    fc.assert(
      fc.property(table, rule, cells, (rules, more, some) => {
        const wider = [...rules, { ...more, reason: 'one_more' }]
        const { before, after, moves } = backTest(data({ cells: some }), rules, wider, policy)
        expect(after.flagged).toBeGreaterThanOrEqual(before.flagged)
        expect(moves.dropped.conversations).toBe(0)
        expect(before.flagged + moves.added.conversations - moves.dropped.conversations).toBe(after.flagged)
      }),
    )
  })

  test('the overlap is symmetric, and no rule overlaps with more than it flags', () => {
    fc.assert(
      fc.property(table, cells, (rules, some) => {
        const { overlap, rules: each } = backTest(data({ cells: some }), [], rules, policy).after
        overlap.conversations.forEach((row, i) => {
          expect(row[i]).toBe(each[i]!.flagged)
          row.forEach((both, j) => {
            expect(both).toBe(overlap.conversations[j]![i])
            expect(both).toBeLessThanOrEqual(row[i]!)
          })
        })
      }),
    )
  })

  test('signals are read as they were written', () => {
    fc.assert(
      fc.property(fc.nat(3 ** 10 - 1), (number) => {
        expect(codeOf(signalsOf(number))).toBe(number)
      }),
    )
  })
})
