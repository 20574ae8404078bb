import type { Dialogue } from '../admission/turns.ts'
import type { LabelDesk, LeaseRequest } from '../labels/label-desk.ts'
import { type ReviewTask, reviewTask } from '../labels/review-task.ts'
import { type Taxonomy, withLabels } from '../labels/taxonomy.ts'
import type { PoolStore } from '../pool/pool-store.ts'

/**
 * The next sample of the queue, leased to this annotator, with its conversation and what may be chosen.
 *
 * @returns null when nothing waits
 */
export async function sendForLabels(
  pool: PoolStore,
  desk: LabelDesk,
  request: LeaseRequest,
  now: number,
): Promise<ReviewTask | null> {
  const { expireAfterMs } = await pool.policy()
  await pool.expire(now - expireAfterMs, now)
  const leased = await desk.lease(request, now)
  if (leased === null) return null
  const dialogue = await desk.dialogue(leased.sample.conversationId)
  const predicted = {
    intent: named(dialogue, 'intent'),
    objection: named(dialogue, 'objection'),
  }
  const taxonomy = await growTaxonomy(desk, predicted, 'observed prediction', now)
  return reviewTask(leased.lease, leased.sample, dialogue, taxonomy)
}

/** Labels that models use may be chosen too. Returns the taxonomy that has them all. */
export async function growTaxonomy(
  desk: Pick<LabelDesk, 'taxonomy' | 'keepTaxonomy'>,
  added: Parameters<typeof withLabels>[1],
  who: string,
  now: number,
): Promise<Taxonomy> {
  for (;;) {
    const current = await desk.taxonomy()
    const grown = withLabels(current, added)
    if (grown === current || (await desk.keepTaxonomy(grown, who, now))) return grown
  }
}

const named = (dialogue: Dialogue, task: 'intent' | 'objection'): string[] =>
  dialogue.turns.map((turn) => turn[task]).filter((label) => label !== null)
