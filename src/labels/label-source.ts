import type { Task } from '../models/task.ts'
import { type Interval, wilsonOfRate } from '../stats/interval.ts'

/** What one rule or model voted for, and what people found where they judged blind. Instants are epoch milliseconds. */
export interface SourceCount {
  /** `rule:<id>`, or a model within its band of confidence, as runs name it. */
  readonly voter: string
  readonly votes: number
  readonly conversations: number
  /** Votes that became the proposed label. */
  readonly proposed: number
  /** Of these, labels that count without a person now. */
  readonly accepted: number
  /** Votes on messages that were drawn for an audit, and that people have decided. */
  readonly audits: number
  readonly wrong: number
  /** Sums over these audits of 1 / the probability of being drawn: all, its square, and the wrong ones. */
  readonly weight: number
  readonly squares: number
  readonly wrongWeight: number
  readonly lastVoteAt: number
  readonly lastAuditAt: number | null
}

/** Votes of rules and models beside what people said. */
export interface LabelSources {
  counts(task: Task): Promise<SourceCount[]>
  /** Messages that runs have looked at. */
  texts(task: Task): Promise<number>
}

export interface ErrorRate extends Interval {
  /** null = no vote of it was audited. */
  readonly rate: number | null
  readonly audits: number
}

/**
 * Share of a source's votes that are wrong, estimated from audits: each weighs as many votes as it stands for, since audits
 * are drawn at different rates. The interval is Wilson's on the effective number of audits.
 *
 * Source: effective n as in L. Kish, Survey Sampling (1965).
 */
export function errorRateOf({ audits, weight, squares, wrongWeight }: SourceCount): ErrorRate {
  if (audits === 0) return { rate: null, audits, low: 0, high: 1 }
  const rate = wrongWeight / weight
  return { rate, audits, ...wilsonOfRate(rate, weight ** 2 / squares) }
}
