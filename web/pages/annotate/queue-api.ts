import { api, bodyOf } from '../../api/client.ts'
import { type Held, LEASE_MS, type QueueApi } from './queue.ts'
import type { TextTask } from './task.ts'

/** @param annotator whose name the answers carry; who is logged in can only give their own */
export function queueApi(annotator: string): QueueApi {
  const at = ({ sampleId }: Pick<Held, 'sampleId'>) => ({ params: { path: { sample_id: sampleId } } })
  const by = ({ leaseId }: Held) => ({ lease_id: leaseId, annotator })
  return {
    async next() {
      const body = { annotator, lease_ms: LEASE_MS, blind: false, hold_back: true }
      return (await bodyOf(api.POST('/v1/queue/next', { body })))?.sample ?? null
    },
    async resume(held) {
      const body = { ...by(held), lease_ms: LEASE_MS }
      return (await bodyOf(api.POST('/v1/samples/{sample_id}/resume', { ...at(held), body }))).sample
    },
    async submit(held, answer, late) {
      const body = { ...by(held), ...answer, late }
      return { labelId: (await bodyOf(api.POST('/v1/samples/{sample_id}/labels', { ...at(held), body }))).label_id }
    },
    async skip(held, why) {
      await api.POST('/v1/samples/{sample_id}/skip', { ...at(held), body: { ...by(held), why } })
    },
    async unskip(held) {
      const body = { ...by(held), lease_ms: LEASE_MS }
      return (await bodyOf(api.POST('/v1/samples/{sample_id}/unskip', { ...at(held), body }))).sample
    },
    async undo(sampleId, labelId) {
      const body = { annotator, label_id: labelId, why: 'undone', lease_ms: LEASE_MS }
      return (await bodyOf(api.POST('/v1/samples/{sample_id}/undo', { ...at({ sampleId }), body }))).sample
    },
    async reveal(held, first_choice) {
      const body = { ...by(held), first_choice }
      return (await bodyOf(api.POST('/v1/samples/{sample_id}/reveal', { ...at(held), body }))).sample
    },
    async beat(held) {
      const body = { lease_id: held.leaseId, lease_ms: LEASE_MS }
      await api.POST('/v1/samples/{sample_id}/heartbeat', { ...at(held), body })
    },
    release(held) {
      void api.POST('/v1/samples/{sample_id}/release', { ...at(held), body: by(held), keepalive: true }).catch(() => {}) // the lease runs out by itself
    },
  }
}

/** The queue of single texts. */
export interface TextApi {
  next(): Promise<TextTask | null>
  /** @param label null = none fits */
  answer(task: TextTask, label: string | null, seconds: number): Promise<void>
}

export const textApi = (annotator: string): TextApi => ({
  async next() {
    const body = { annotator, lease_ms: LEASE_MS, kinds: ['audit' as const, 'split' as const, 'suspect' as const] }
    return (await bodyOf(api.POST('/v1/text-tasks/next', { body }))) ?? null
  },
  async answer({ text_task_id, lease_id }, label, seconds) {
    const path = { params: { path: { text_task_id } } }
    await api.POST('/v1/text-tasks/{text_task_id}/answers', { ...path, body: { annotator, lease_id, label, seconds } })
  },
})
