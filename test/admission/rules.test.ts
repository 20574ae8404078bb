import { describe, expect, test } from 'vitest'
import { ADMISSION_RULES, admissionRow, and, or } from '../../src/admission/rules.ts'
import type { Ternary } from '../../src/events/event.ts'
import type { FeatureRow } from '../../src/features/row.ts'

const values: readonly Ternary[] = [false, null, true]

describe('three-valued', () => {
  test('and: false wins over unknown, unknown over true', () => {
    const table = values.map((a) => values.map((b) => and([a, b])))
    expect(table).toEqual([
      [false, false, false],
      [false, null, null],
      [false, null, true],
    ])
  })

  test('or: true wins over unknown, unknown over false', () => {
    const table = values.map((a) => values.map((b) => or([a, b])))
    expect(table).toEqual([
      [false, null, true],
      [null, null, true],
      [true, true, true],
    ])
  })
})

/** A row in which nothing holds, but for these. */
function row(given: Record<string, Ternary>): FeatureRow {
  const of = (name: string): Ternary => (name in given ? given[name]! : false)
  return {
    conversation_id: 'c',
    features: {
      cta_not_clicked: of('cta_not_clicked'),
      no_order: of('no_order'),
      repeated_question: of('repeated_question'),
      fsm_stalled: of('fsm_stalled'),
      long_silence: of('long_silence'),
      no_conversion: of('no_conversion'),
    },
    flags: {
      low_confidence: of('low_confidence'),
      negative_feedback: of('negative_feedback'),
      repeat_while_stalled: of('repeat_while_stalled'),
      eligible: 'eligible' in given ? given.eligible! : true,
      closed: true,
      final: false,
    },
    evidence: {},
  }
}

const none = { eligible: null, low_confidence: null, negative_feedback: null, repeat_while_stalled: null }

test.each<{ name: string; given: Record<string, Ternary>; flagged: Ternary; reasons: string[]; undecided: string[] }>([
  { name: 'nothing', given: {}, flagged: false, reasons: [], undecided: [] },
  { name: 'no click, but an order', given: { cta_not_clicked: true }, flagged: false, reasons: [], undecided: [] },
  {
    name: 'no click, order not yet known',
    given: { cta_not_clicked: true, no_order: null },
    flagged: null,
    reasons: [],
    undecided: ['no_click_no_order'],
  },
  {
    name: 'no click and no order',
    given: { cta_not_clicked: true, no_order: true },
    flagged: true,
    reasons: ['no_click_no_order'],
    undecided: [],
  },
  {
    name: 'the same, not eligible',
    given: { eligible: false, cta_not_clicked: true, no_order: true },
    flagged: false,
    reasons: [],
    undecided: [],
  },
  {
    name: 'the same, eligibility not yet known',
    given: { eligible: null, cta_not_clicked: true, no_order: true },
    flagged: null,
    reasons: [],
    undecided: ['no_click_no_order'],
  },
  {
    name: 'a stall and a repeat, but not together',
    given: { repeated_question: true, fsm_stalled: true },
    flagged: false,
    reasons: [],
    undecided: [],
  },
  {
    name: 'feedback needs no eligibility',
    given: { eligible: false, negative_feedback: true },
    flagged: true,
    reasons: ['negative_feedback'],
    undecided: [],
  },
  {
    name: 'in the order of the specification',
    given: {
      negative_feedback: true,
      low_confidence: true,
      long_silence: true,
      no_conversion: null,
      repeat_while_stalled: null,
    },
    flagged: true,
    reasons: ['low_confidence', 'negative_feedback'],
    undecided: ['repeat_while_stalled', 'silence_no_conversion'],
  },
  {
    name: 'nothing known, but counter-examples',
    given: { ...none, no_order: false, no_conversion: false },
    flagged: null,
    reasons: [],
    undecided: ['repeat_while_stalled', 'low_confidence', 'negative_feedback'],
  },
])('$name', ({ given, flagged, reasons, undecided }) => {
  const judged = admissionRow(row(given))
  expect({ flagged: judged.flagged, reasons: judged.reasons, undecided: judged.undecided }).toEqual({
    flagged,
    reasons,
    undecided,
  })
})

test.each<{ name: string; given: Record<string, Ternary>; expected: Ternary }>([
  { name: 'low confidence and no order', given: { low_confidence: true, no_order: true }, expected: true },
  {
    name: 'low confidence and no conversion',
    given: { low_confidence: true, no_order: null, no_conversion: true },
    expected: true,
  },
  { name: 'low confidence, outcome not yet known', given: { low_confidence: true, no_order: null }, expected: null },
  { name: 'low confidence, but bought', given: { low_confidence: true }, expected: false },
  { name: 'confident', given: { no_order: true, no_conversion: true }, expected: false },
  { name: 'not eligible', given: { eligible: false, low_confidence: true, no_order: true }, expected: false },
])('to a person: $name', ({ given, expected }) => {
  expect(admissionRow(row(given)).flags.needs_human).toBe(expected)
})

test('fewer rules flag less', () => {
  const given = row({ low_confidence: true })
  expect(
    admissionRow(
      given,
      ADMISSION_RULES.filter((rule) => rule.reason !== 'low_confidence'),
    ).flagged,
  ).toBe(false)
})
