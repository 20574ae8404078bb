import type { TurnAnswer } from '../../src/labels/ledger.ts'
import type { AnsweredSample, GivenAnswer } from '../../src/labels/ratings.ts'

let serial = 0

export const turn = (turnId: string, over: Partial<TurnAnswer> = {}): TurnAnswer => ({
  turnId,
  textEventId: `question of ${turnId}`,
  isRandom: true,
  isSuspect: false,
  bundle: 'b-1',
  prediction: { intent: 'a', intentConfidence: 0.5, objection: null, objectionConfidence: null },
  intent: null,
  objection: null,
  ...over,
})

/** An answer that finds no fault; later ones come later. */
export const given = (annotator: string, over: Partial<GivenAnswer> = {}): GivenAnswer => ({
  labelId: `l-${++serial}`,
  purpose: 'review',
  annotator,
  recordedAt: serial,
  atFault: false,
  part: 'none',
  turns: [],
  seconds: null,
  ...over,
})

export const sample = (sampleId: string, ...labels: GivenAnswer[]): AnsweredSample<GivenAnswer> => ({
  sampleId,
  conversationId: `conversation of ${sampleId}`,
  userId: 'u',
  assistantId: null,
  channel: null,
  stratum: 'control',
  reasons: [],
  inclusionProbability: 0.02,
  labels,
})
