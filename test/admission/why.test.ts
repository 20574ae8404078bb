import { expect, test } from 'vitest'
import { whyOf } from '../../src/admission/why.ts'
import { row } from './dialogue.ts'

test('a rule says which of its signals hold, and which events show them', () => {
  const shown = row({
    features: { cta_not_clicked: true, no_order: null },
    flags: { eligible: true },
    evidence: { cta_not_clicked: ['k1'] },
  })
  const [why] = whyOf(shown, [{ reason: 'ours', all: ['eligible', 'cta_not_clicked', 'no_order'] }])
  expect(why).toEqual({
    reason: 'ours',
    holds: null,
    signals: [
      { signal: 'eligible', value: true, eventIds: [] },
      { signal: 'cta_not_clicked', value: true, eventIds: ['k1'] },
      { signal: 'no_order', value: null, eventIds: [] },
    ],
  })
})
