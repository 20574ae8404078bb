import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ADMISSION_RULES, type Rule, SIGNALS } from '../../src/admission/rules.ts'
import { defaultSamplingPolicy } from '../../src/admission/sampling-policy.ts'
import {
  codeOf,
  lowConfidenceAt,
  type SignalValues,
  signalsOf,
  withChangedConfidence,
} from '../../src/admission/signal-code.ts'
import { type BackTestData, backTest } from '../../src/evaluation/back-test.ts'
import type { JudgedConversation } from '../../src/evaluation/rule-history.ts'
import { hajek } from '../../src/stats/hajek.ts'

const DAY = 86_400_000
const policy = defaultSamplingPolicy
/** With the digit of the changed confidence as the signals have it. */
const whole = (number: number) => withChangedConfidence(number, signalsOf(number).low_confidence)
const quiet = Object.fromEntries(SIGNALS.map((signal) => [signal, false])) as unknown as SignalValues
const code = (given: Partial<SignalValues>) => whole(codeOf({ ...quiet, eligible: true, ...given }))
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
  days: [],
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
/** Both tables under one policy. */
const tried = (given: BackTestData, before: readonly Rule[], after: readonly Rule[], under = policy) =>
  backTest(given, { rules: before, policy: under }, { rules: after, policy: under })
const stallAlone: Rule = { reason: 'stall_alone', all: ['fsm_stalled'] }

describe('back-test of a rule table', () => {
  test('counts what each rule flags, what it alone flags, and what is not known yet', () => {
    const { before, conversations, eligible } = tried(data(), ADMISSION_RULES, ADMISSION_RULES)
    expect({ conversations, eligible }).toEqual({ conversations: 4687, eligible: 4680 })
    expect(before).toMatchObject({ flagged: 450, undecided: 30 })
    const sizes = before.rules.map(({ reason, flagged, undecided, alone }) => [reason, flagged, undecided, alone])
    expect(sizes).toContainEqual(['low_confidence', 450, 0, 400])
    expect(sizes).toContainEqual(['negative_feedback', 50, 0, 0])
    expect(sizes).toContainEqual(['silence_no_conversion', 0, 30, 0])
  })

  test('a rule more brings in exactly the conversations that nobody flagged before', () => {
    const { before, after, moves } = tried(data(), ADMISSION_RULES, [...ADMISSION_RULES, stallAlone])
    expect([before.flagged, after.flagged]).toEqual([450, 650])
    expect(moves.added).toMatchObject({ conversations: 200, signals: [STALLED] })
    expect([moves.dropped.conversations, moves.kept.conversations]).toEqual([0, 450])
  })

  test('who is not eligible is drawn by no rule, also by one that does not ask', () => {
    const rules: Rule[] = [{ reason: 'unsure', all: ['low_confidence'] }]
    expect(tried(data(), rules, rules).after.flagged).toBe(450)
  })

  test('the reviews of a day stay within the budget, and follow the weights of the reasons', () => {
    const cells = [
      { signals: LOW, doubt: 20, conversations: 40_000 },
      { signals: code({ negative_feedback: true }), doubt: 20, conversations: 40_000 },
      { signals: PLAIN, doubt: 1, conversations: 10_000 },
    ]
    const reasonWeights = { ...policy.reasonWeights, negative_feedback: 3 }
    const weighted = { ...policy, reasonWeights }
    const { reviews } = tried(data({ cells }), ADMISSION_RULES, ADMISSION_RULES, weighted).after
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
    const { precision } = tried(data({ judged }), rules, rules).after
    expect(precision.estimate).toBeCloseTo(4 / 54, 12)
    const reference = hajek(
      judged.map((one) => ({ value: Number(one.atFault), probability: one.inclusionProbability })),
    )
    expect(precision).toMatchObject({ low: reference.low, high: reference.high, labelled: 5, atFault: 4 })
  })

  test('what nobody has judged has no precision, and says how much waits', () => {
    const unanswered = [{ signals: STALLED, samples: 4 }]
    const { moves } = tried(data({ unanswered }), ADMISSION_RULES, [...ADMISSION_RULES, stallAlone])
    expect(moves.added.precision).toMatchObject({ estimate: null, low: null, high: null, labelled: 0, unanswered: 4 })
  })
})

const rule = fc.record({
  reason: fc.constantFrom('a_rule', 'b_rule', 'c_rule', 'd_rule'),
  all: fc.uniqueArray(fc.constantFrom(...SIGNALS), { minLength: 1, maxLength: 4 }),
})
const table = fc.uniqueArray(rule, { selector: (each) => each.reason, maxLength: 4 })
const asTheyAre = fc.nat(3 ** 10 - 1).map(whole)
const cells = fc.array(
  fc.record({
    day: fc.integer({ min: 19_998, max: 20_012 }),
    signals: asTheyAre,
    doubt: fc.nat(20),
    conversations: fc.integer({ min: 1, max: 5000 }),
  }),
  { maxLength: 30 },
)

describe('back-test of what is not a rule', () => {
  const one = [...ADMISSION_RULES]
  test('another threshold of low confidence changes the table after, never the one before', () => {
    const asked = withChangedConfidence(code({}), true)
    const cells = [...data().cells, { signals: asked, doubt: 7, conversations: 90 }]
    const judged = [judgedOne({ signals: asked, inclusionProbability: 0.02, stratum: 'control' })]
    const { before, after, moves } = tried(data({ cells, judged }), one, one)
    expect([before.flagged, after.flagged]).toEqual([450, 540])
    expect(moves.added).toMatchObject({ conversations: 90, precision: { labelled: 1, atFault: 1 } })
  })

  test('a larger budget and control rate cost what they allow, with the same pool', () => {
    const wider = { ...policy, budget: 400, controlRate: 0.1 }
    const { before, after } = backTest(data(), { rules: one, policy }, { rules: one, policy: wider })
    expect(after.flagged).toBe(before.flagged)
    expect(before.reviews.control).toBeCloseTo(8.4, 6) // 420 unflagged a day at 2 %
    expect(after.reviews.control).toBeCloseTo(42, 6)
    expect([before.reviews.budget, after.reviews.budget]).toEqual([200, 400])
  })

  test('below a threshold is low, also while the conversation is open; above it only once it is closed', () => {
    expect([59, 60, 101].map((each) => lowConfidenceAt(each, 60))).toEqual([true, false, false])
    expect([259, 260, 301].map((each) => lowConfidenceAt(each, 60))).toEqual([true, null, null])
  })
})

describe('the pool of the next day', () => {
  const dayOf = (day: number, conversations: number, signals = LOW) => ({ day, signals, conversations })
  const counts = [40, 44, 52, 48, 41, 45, 50]
  const settled = counts.map((count, i) => dayOf(20_000 + i, count))
  test('comes from whole settled days: not from a part of one, nor from days of which much is open', () => {
    const cells = [...settled, dayOf(20_007, 5), dayOf(20_007, 300, OPEN), dayOf(20_008, 2)]
    const span = { from: 20_000 * DAY, until: 20_008 * DAY + DAY / 2 }
    const { nextDay } = tried(data({ days: cells, ...span }), [...ADMISSION_RULES], [...ADMISSION_RULES]).after
    expect(nextDay).toMatchObject({ days: 7, dayAt: 20_009 * DAY, byWeekday: false })
    expect(nextDay!.estimate).toBeCloseTo(320 / 7, 9)
    expect(nextDay!.low).toBeLessThan(40)
    expect(nextDay!.high).toBeGreaterThan(52)
  })
  test('days without a flag count as such; two days say nothing', () => {
    const forecast = (until: number) =>
      tried(data({ days: settled, until: until * DAY }), [], [...ADMISSION_RULES]).after.nextDay
    expect(forecast(20_010)).toMatchObject({ days: 10, estimate: 32 })
    expect(forecast(20_002)).toBeNull()
  })
  test('however long the span, the last 366 days are counted', () => {
    const long = { days: settled, from: 0, until: 20_007 * DAY }
    expect(tried(data(long), [], [...ADMISSION_RULES]).after.nextDay).toMatchObject({ days: 366, dayAt: 20_007 * DAY })
  })
})

describe('whatever the history and the rules', () => {
  test('unchanged rules change nothing', () => {
    fc.assert(
      fc.property(table, cells, (rules, some) => {
        const { before, after, moves } = tried(data({ cells: some }), rules, rules)
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
        const { before, after, moves } = tried(data({ cells: some }), rules, wider)
        expect(after.flagged).toBeGreaterThanOrEqual(before.flagged)
        expect(moves.dropped.conversations).toBe(0)
        expect(before.flagged + moves.added.conversations - moves.dropped.conversations).toBe(after.flagged)
      }),
    )
  })

  test('the overlap is symmetric, and no rule overlaps with more than it flags', () => {
    fc.assert(
      fc.property(table, cells, (rules, some) => {
        const { overlap, rules: each } = tried(data({ cells: some }), [], rules).after
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
