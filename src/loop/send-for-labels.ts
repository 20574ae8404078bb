import type { Dialogue } from '../admission/turns.ts'
import type { LabelDesk, Lease, LeaseRequest } from '../labels/label-desk.ts'
import { type ReviewTask, reviewTask } from '../labels/review-task.ts'
import { type Taxonomy, withLabels, withObserved } from '../labels/taxonomy.ts'
import type { PoolStore } from '../pool/pool-store.ts'
import type { PoolSample } from '../pool/sample.ts'

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
  return taskOf(leased.lease, leased.sample, desk, now)
}

/** The same for a sample that somebody holds already. */
export async function taskUnder(lease: Lease, pool: PoolStore, desk: LabelDesk, now: number): Promise<ReviewTask> {
  return taskOf(lease, (await pool.sample(lease.sampleId, now))!, desk, now)
}

async function taskOf(lease: Lease, sample: PoolSample, desk: LabelDesk, now: number): Promise<ReviewTask> {
  const dialogue = await desk.dialogue(sample.conversationId)
  const predicted = {
    intent: named(dialogue, 'intent'),
    objection: named(dialogue, 'objection'),
  }
  const taxonomy = await growTaxonomy(desk, predicted, 'observed prediction', now, withObserved)
  return reviewTask(lease, sample, dialogue, taxonomy)
}

/**
 * More labels may be chosen. Returns the taxonomy that has them.
 *
 * @param grow `withLabels` for what people add; `withObserved` for what models say
 */
export async function growTaxonomy(
  desk: Pick<LabelDesk, 'taxonomy' | 'keepTaxonomy'>,
  added: Parameters<typeof withLabels>[1],
  who: string,
  now: number,
  grow: typeof withLabels = withLabels,
): Promise<Taxonomy> {
  for (;;) {
    const current = await desk.taxonomy()
    const grown = grow(current, added)
    if (grown === current || (await desk.keepTaxonomy(grown, who, now))) return grown
  }
}

const named = (dialogue: Dialogue, task: 'intent' | 'objection'): string[] =>
  dialogue.turns.map((turn) => turn[task]).filter((label) => label !== null)
