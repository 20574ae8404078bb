import { describe, expect, test } from 'vitest'
import { proposedDraft } from '../../../web/pages/rules/proposed.ts'
import { type Draft, isSame, isSound } from '../../../web/pages/rules/rule-draft.ts'
import { isTried, optionsOf } from '../../../web/pages/rules/trial-options.ts'

const base = {
  rules: [{ reason: 'low_confidence', all: ['eligible', 'low_confidence'], enabled: true, note: null }],
  thresholds: {},
} as unknown as Draft
const from = (search: string) => proposedDraft(base, new URLSearchParams(search))

describe('a table that an address proposes', () => {
  test('one rule off, one rule more, under a name that may be saved', () => {
    expect(from('off=low_confidence').rules[0]).toMatchObject({ enabled: false })
    const { rules } = from(`add=${encodeURIComponent('repeated_question+fsm_stalled')}`)
    expect(rules[1]).toMatchObject({
      reason: 'repeated_question_and_fsm_stalled',
      all: ['eligible', 'repeated_question', 'fsm_stalled'],
      enabled: true,
    })
    const long = from(`add=${encodeURIComponent('repeat_while_stalled+negative_feedback+cta_not_clicked')}`)
    expect(isSound(long)).toBe(true)
  })
  test('what is there already is switched on, not added twice; nonsense changes nothing', () => {
    const twice = proposedDraft(from('add=fsm_stalled'), new URLSearchParams('add=fsm_stalled'))
    expect(twice.rules).toHaveLength(2)
    for (const search of ['', 'off=nobody', 'add=weather', 'add=eligible', 'low=0.7'])
      expect(isSame(from(search), base)).toBe(true)
  })
})

test('options of an address: steps of 0.01, and nothing that the service would refuse', () => {
  const read = (search: string) => optionsOf(new URLSearchParams(search))
  expect(read('low=0.704&budget=50&control=0.05')).toEqual({ low: 0.7, budget: 50, control: 0.05 })
  expect(isTried(read('low=7&budget=0&control=x'))).toBe(false)
  expect(isTried(read('low='))).toBe(false)
})
