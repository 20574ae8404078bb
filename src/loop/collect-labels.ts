import { humanLabel, type Submission } from '../labels/answer.ts'
import type { Collected, LabelDesk } from '../labels/label-desk.ts'

/**
 * An annotator's answer goes into the ledger, once per lease.
 *
 * @returns `lost` with what the ledger holds, when the sample went to somebody else or is over
 * Throws LOOP_BAD_ANSWER, LOOP_UNKNOWN_TURN, LOOP_UNKNOWN_LABEL.
 */
export async function collectLabel(desk: LabelDesk, submission: Submission, now: number): Promise<Collected> {
  const lease = await desk.leaseOf(submission.leaseId)
  if (lease === null || lease.sampleId !== submission.sampleId || lease.annotator !== submission.annotator) {
    const recorded = await desk.answers(submission.sampleId)
    return { kind: 'lost', why: 'this annotator has no such lease on this sample', recorded }
  }
  const dialogue = await desk.dialogue(lease.conversationId)
  const label = humanLabel(submission, lease, dialogue, await desk.taxonomy(), now)
  return desk.record(label, now)
}
