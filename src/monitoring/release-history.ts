import type { Release } from './review-case.ts'

/** What the figures across releases need beside the reviews. */
export interface ReleaseHistory {
  /** Each bundle with the moment at which it first became live, in order. */
  wentLive(): Promise<Release[]>
  /** When people answered, one instant per label that counts, epoch milliseconds. */
  labelledAt(): Promise<number[]>
}
