import { z } from 'zod'
import { findLabel } from '../../adapters/postgres/label-lookup.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { noBundle } from '../../releases/bundle.ts'
import type { Ports } from '../wiring.ts'
import { BundleAnswer, ModelAnswer, toBundle, toModel, toVerdict, VerdictAnswer } from './model-answers.ts'
import type { App } from './server.ts'

const Label = z.object({
  label_id: z.string(),
  source: z.enum(['human', 'rule', 'model']),
  sample_id: z.string().nullable(),
  conversation_id: z.string(),
  who: z.string(),
  recorded_at: z.int(),
})

/** What lies between an answer and the labels it was learned from: GET /v1/bundles/:id, /v1/models/:id, /v1/labels/:id. */
export function lineageRoutes(app: App, { database, learning: { ports } }: Ports): void {
  app.get(
    '/v1/bundles/:bundle_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'A bundle: its models, its snapshot, its run, and every verdict on it, newest first.',
        params: z.object({ bundle_id: z.string() }),
        response: { 200: BundleAnswer.extend({ verdicts: z.array(VerdictAnswer) }) },
      },
    },
    async ({ params: { bundle_id } }) => {
      const bundle = await ports.registry.bundle(bundle_id)
      if (bundle === null) throw noBundle(bundle_id)
      return { ...toBundle(bundle), verdicts: (await ports.registry.verdicts(bundle_id)).map(toVerdict) }
    },
  )
  app.get(
    '/v1/models/:model_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'A model: its task, hash, snapshot and seed.',
        params: z.object({ model_id: z.string() }),
        response: { 200: ModelAnswer },
      },
    },
    async ({ params: { model_id } }) => {
      const model = await ports.registry.model(model_id)
      if (model !== null) return toModel(model)
      throw new LoopError('LOOP_NO_MODEL', `There is no model '${model_id}'. GET /v1/models lists them.`, {
        status: 404,
      })
    },
  )
  app.get(
    '/v1/labels/:label_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Which sample and conversation an answer of the ledger belongs to.',
        params: z.object({ label_id: z.string() }),
        response: { 200: Label },
      },
    },
    async ({ params: { label_id } }) => {
      const label = await findLabel(database, label_id)
      if (label === null) {
        throw new LoopError(
          'LOOP_NO_LABEL',
          `There is no answer '${label_id}' in the ledger. GET /v1/labels lists them.`,
          {
            status: 404,
          },
        )
      }
      return {
        label_id: label.labelId,
        source: label.source,
        sample_id: label.sampleId,
        conversation_id: label.conversationId,
        who: label.who,
        recorded_at: label.recordedAt,
      }
    },
  )
}
