import { humanLabel, type Submission } from '../labels/answer.ts'
import type { Adjudicated, Collected, LabelDesk, Lease } from '../labels/label-desk.ts'

/**
 * An annotator's answer goes into the ledger, once per lease.
 *
 * @param late keeps the answer beside those that count if its lease is lost
 * @returns `lost` with what the ledger holds, when the sample went to somebody else or is over
 * Throws LOOP_BAD_ANSWER, LOOP_UNKNOWN_TURN, LOOP_UNKNOWN_LABEL, LOOP_HUMAN_REPLY.
 */
export async function collectLabel(
  desk: LabelDesk,
  submission: Submission,
  now: number,
  late = false,
): Promise<Collected> {
  const lease = await desk.leaseOf(submission.leaseId)
  if (lease === null || lease.sampleId !== submission.sampleId || lease.annotator !== submission.annotator) {
    // Others' answers are not for whoever holds no lease: he may be about to give one of his own.
    const recorded = (await desk.answers(submission.sampleId)).filter((own) => own.annotator === submission.annotator)
    return { kind: 'lost', why: 'this annotator has no such lease on this sample', recorded }
  }
  const dialogue = await desk.dialogue(lease.conversationId)
  const label = humanLabel(submission, lease, dialogue, await desk.taxonomy(), now)
  return late ? desk.recordLate(label, now) : desk.record(label, now)
}

/**
 * The last word on a sample, by somebody who gave none of its answers.
 *
 * @param submission `annotator` is the adjudicator; its `leaseId` is not read
 * Throws LOOP_BAD_ANSWER, LOOP_UNKNOWN_TURN, LOOP_UNKNOWN_LABEL, LOOP_HUMAN_REPLY.
 */
export async function adjudicate(
  desk: LabelDesk,
  conversationId: string,
  submission: Submission,
  now: number,
): Promise<Adjudicated> {
  const dialogue = await desk.dialogue(conversationId)
  const taxonomy = await desk.taxonomy()
  const { sampleId, annotator: adjudicator } = submission
  const label = (lease: Lease) => humanLabel({ ...submission, leaseId: lease.leaseId }, lease, dialogue, taxonomy, now)
  return desk.adjudicate({ sampleId, adjudicator, label }, now)
}
