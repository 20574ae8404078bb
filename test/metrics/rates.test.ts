import { describe, expect, test } from 'vitest'
import { FIGURE_ROWS } from '../../src/metrics/rates.ts'
import { unit } from './unit.ts'

const part = (
  figure: string,
  of: Parameters<typeof unit>[0],
  feedbackOver = true,
  dissatisfaction: number | null = null,
) => FIGURE_ROWS.find((row) => row.figure === figure)!.of(unit(of), { feedbackOver, dissatisfaction })

describe('what a conversation adds to a figure', () => {
  test.each([
    { figure: 'conversion', of: { features: { no_conversion: false } }, expected: 1 },
    { figure: 'conversion', of: { features: { no_conversion: true } }, expected: 0 },
    { figure: 'conversion', of: { features: { no_conversion: null } }, expected: 'immature' },
    { figure: 'conversion', of: { closed: false, features: { no_conversion: false } }, expected: 1 },
    { figure: 'order_rate', of: { ordered: true }, expected: 1 },
    { figure: 'order_rate', of: { ordered: false }, expected: 0 },
    { figure: 'order_rate', of: { ordered: null }, expected: 'immature' },
    { figure: 'click_through', of: { features: { cta_not_clicked: false } }, expected: 1 },
    { figure: 'click_through', of: { features: { cta_not_clicked: true } }, expected: 0 },
    { figure: 'click_through', of: { features: { cta_not_clicked: null } }, expected: 'immature' },
    { figure: 'click_through', of: { closed: false, features: { cta_not_clicked: false } }, expected: 'immature' },
    { figure: 'click_through', of: { ctasSent: 0 }, expected: 'outside' },
    { figure: 'click_through', of: { ctasSent: 0, closed: false }, expected: 'immature' },
    { figure: 'completion', of: { hardEnd: true }, expected: 1 },
    { figure: 'completion', of: { hardEnd: false, terminalReached: true }, expected: 1 },
    { figure: 'completion', of: { hardEnd: false }, expected: 0 },
    { figure: 'completion', of: { closed: false, terminalReached: true }, expected: 'immature' },
    { figure: 'repeated_questions', of: { features: { repeated_question: true } }, expected: 1 },
    {
      figure: 'repeated_questions',
      of: { closed: false, features: { repeated_question: true } },
      expected: 'immature',
    },
    { figure: 'stalls', of: { features: { fsm_stalled: false } }, expected: 0 },
    { figure: 'silences', of: { features: { long_silence: null } }, expected: 'immature' },
    { figure: 'hand_over', of: { humanReply: true }, expected: 1 },
    { figure: 'satisfaction_mean', of: { ratings: [2, 5] }, expected: 3.5 },
    { figure: 'satisfaction_4_or_5', of: { ratings: [4] }, expected: 1 },
    { figure: 'satisfaction_4_or_5', of: { ratings: [3] }, expected: 0 },
    { figure: 'satisfaction_4_or_5', of: {}, expected: 'outside' },
    { figure: 'satisfaction_response', of: {}, expected: 0 },
    { figure: 'satisfaction_response', of: { ratings: [1] }, expected: 1 },
    { figure: 'flag_rate', of: { flagged: true }, expected: 1 },
    { figure: 'flag_rate', of: { flagged: null }, expected: 'immature' },
    { figure: 'flag_rate_low_confidence', of: { rules: { low_confidence: true } }, expected: 1 },
    { figure: 'flag_rate_low_confidence', of: { rules: { low_confidence: null } }, expected: 'immature' },
  ])('$figure of $of is $expected', ({ figure, of, expected }) => expect(part(figure, of)).toBe(expected))

  test.each(['satisfaction_mean', 'satisfaction_4_or_5', 'satisfaction_response'])(
    '%s waits for the feedback window',
    (figure) => {
      expect(part(figure, { ratings: [5] }, false)).toBe('immature')
    },
  )

  test.each([
    { of: {}, probability: 0.2, expected: 0.2 },
    { of: {}, probability: null, expected: 'outside' },
    { of: { closed: false }, probability: 0.2, expected: 'immature' },
    { of: { ratings: [5] }, probability: 0.2, expected: 0.2 },
  ])('predicted dissatisfaction of $of with $probability is $expected', ({ of, probability, expected }) =>
    expect(part('predicted_dissatisfaction', of, true, probability)).toBe(expected),
  )

  test.each(FIGURE_ROWS.map((row) => row.figure))(
    '%s leaves out what is not eligible, and waits for what may become so',
    (figure) => {
      expect(part(figure, { eligible: false })).toBe('outside')
      expect(part(figure, { eligible: null })).toBe('immature')
    },
  )
})
