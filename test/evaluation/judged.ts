import type { Judgement } from '../../src/evaluation/score.ts'

/** Items of five labels, each judged by a letter of `says`: r right, w wrong. */
export const judged = (says: string, confidence = 0.9, some: Partial<Judgement> = {}): Judgement[] =>
  [...says].map((letter, i) => ({
    itemId: `g${i}`,
    truth: `label-${i % 5}`,
    label: letter === 'r' ? `label-${i % 5}` : 'other',
    confidence,
    cluster: null,
    protected: false,
    segments: { language: 'latin', length: '13-60', channel: 'unknown', assistant: 'unknown' },
    ...some,
  }))
