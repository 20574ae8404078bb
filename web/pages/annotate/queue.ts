import { ApiError } from '../../api/api-error.ts'
import type { FormAnswer, Part } from './form.ts'
import type { Recorded, Sample } from './task.ts'

/** How long a lease holds without a heartbeat. */
export const LEASE_MS = 10 * 60_000

export interface Held {
  readonly sampleId: string
  readonly leaseId: string
}
export const heldOf = ({ sample_id, lease_id }: Pick<Sample, 'sample_id' | 'lease_id'>): Held => ({
  sampleId: sample_id,
  leaseId: lease_id,
})

/** The queue as one annotator uses it. What the service refuses throws an ApiError. */
export interface QueueApi {
  /** null = nothing waits. */
  next(): Promise<Sample | null>
  resume(held: Held): Promise<Sample>
  /** @param late keep it beside the answers that count, should its lease be lost */
  submit(held: Held, answer: FormAnswer, late: boolean): Promise<{ readonly labelId: string }>
  skip(held: Held, why: string): Promise<void>
  unskip(held: Held): Promise<Sample>
  /** null = taken back, and not asked any more. */
  undo(sampleId: string, labelId: string): Promise<Sample | null>
  reveal(held: Held, firstChoice: Part): Promise<Sample>
  beat(held: Held): Promise<void>
  /** Also while the page goes away. */
  release(held: Held): void
}

/** Did the service say that this lease no longer counts? */
export const isLost = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.status === 409 && error.code === 'LOOP_LEASE_LOST'

/** What stands in the ledger instead, out of such a refusal. */
export function recordedIn(error: ApiError): readonly Recorded[] {
  const details = error.details as { readonly recorded?: readonly Recorded[] } | null | undefined
  return details?.recorded ?? []
}
