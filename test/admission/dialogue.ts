import type { AdmissionRow } from '../../src/admission/rules.ts'
import type { LoopEvent, Ternary } from '../../src/events/event.ts'
import { readEvent } from '../../src/events/read.ts'
import type { FeatureName } from '../../src/features/row.ts'

/** Messages one second apart: `['u', text]` is u1, the customer's first; `['a', reply, fields]` is a2, and so on. */
export const talk = (...lines: readonly (readonly [string, string, object?])[]): Record<string, unknown>[] =>
  lines.map(([who, text, fields = {}], i) => ({
    event_id: `${who}${i + 1}`,
    type: who === 'u' ? 'user_message' : 'assistant_message',
    [who === 'u' ? 'text' : 'response']: text,
    occurred_at: (i + 1) * 1000,
    ...fields,
  }))

export const events = (told: readonly Record<string, unknown>[]): LoopEvent[] =>
  told.map((wire) => {
    const read = readEvent({ conversation_id: 'c', user_id: 'u', ...wire })
    if (read.kind === 'rejected') throw new Error(read.message)
    return read.value
  })

interface Shown {
  readonly features?: Partial<Record<FeatureName, Ternary>>
  readonly flags?: Partial<AdmissionRow['flags']>
  readonly evidence?: AdmissionRow['evidence']
}

/** A flagged row that shows nothing but what is given. */
export const row = ({ features = {}, flags = {}, evidence = {} }: Shown): AdmissionRow => ({
  conversation_id: 'c',
  features: {
    cta_not_clicked: false,
    no_order: false,
    repeated_question: false,
    fsm_stalled: false,
    long_silence: false,
    no_conversion: false,
    ...features,
  },
  flags: {
    low_confidence: false,
    negative_feedback: false,
    repeat_while_stalled: false,
    eligible: true,
    closed: true,
    needs_human: false,
    final: false,
    ...flags,
  },
  flagged: true,
  reasons: [],
  undecided: [],
  evidence,
})
