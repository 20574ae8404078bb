import type { LabelledTurn } from '../../src/labels/label-reader.ts'
import type { Candidate } from '../../src/training/candidate.ts'

/** A candidate with everything filled in; a test names what it is about. */
export const candidate = (some: Partial<Candidate>): Candidate => ({
  task: 'intent',
  source: 'turn',
  textId: 'u1',
  label: 'greet',
  labelIds: ['l1'],
  quality: 'normal',
  weight: 1,
  userId: 'anna',
  conversationId: 'c1',
  labelledAt: 1000,
  ...some,
})

/** A labelled turn of a control conversation, answered rightly by bundle b-1. */
export const labelledTurn = (some: Partial<LabelledTurn>): LabelledTurn => ({
  source: 'human',
  turnId: 'a1',
  textEventId: 'u1',
  sampleId: 'sample-1',
  conversationId: 'c1',
  userId: 'anna',
  assistantId: null,
  channel: null,
  bundle: 'b-1',
  stratum: 'control',
  reasons: [],
  inclusionProbability: 0.02,
  isRandomTurn: true,
  isSuspect: false,
  predictedTurns: 1,
  prediction: { intent: 'greet', intentConfidence: 0.9, objection: 'none', objectionConfidence: 0.9 },
  label: { intent: 'greet', objection: 'none' },
  conflicts: [],
  labelIds: ['l1'],
  annotators: ['ann'],
  labelledAt: 1000,
  ...some,
})
