import type { Sample } from '../../../web/pages/annotate/task.ts'

const label = (id: string, name_zh: string | null = null) => ({ id, name_en: null, name_zh })

/** A conversation of three replies; the second is suspect, the third the random one. */
export const aSample = (over: Partial<Sample> = {}): Sample => ({
  sample_id: 's-1',
  conversation_id: 'c-1',
  lease_id: 'lease-1',
  lease_until: 0,
  blind: false,
  held_back: true,
  first_choice: null,
  facts: null,
  returned: null,
  stratum: 'flagged',
  reasons: [],
  evidence: {},
  suspect: { event_id: 'a2', part: null },
  random_turn: 'a3',
  turns: ['q1', 'a1', 'q2', 'a2', 'h1', 'q3', 'a3'].map((event_id, at) => ({
    event_id,
    role: event_id.startsWith('q') ? 'user' : event_id.startsWith('h') ? 'human' : 'assistant',
    text: `text of ${event_id}`,
    at,
  })),
  taxonomy: {
    version: 1,
    intent: ['price', 'stock', 'warranty'].map((id) => label(id, id === 'price' ? '问价格' : null)),
    objection: [label('none'), label('too_expensive')],
    style: [label('too_long')],
  },
  ...over,
})
