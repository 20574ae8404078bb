import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { Ports } from '../wiring.ts'
import { LedgerLineAnswer, ledgerLineAnswer } from './label-answer.ts'
import { Reason, SampleAnswer, State, StratumName, sampleAnswer } from './sample-answer.ts'
import type { App } from './server.ts'

const Listing = z.object({
  state: State.optional(),
  reason: Reason.optional(),
  stratum: StratumName.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().optional(),
})
/** More than anybody will give to one sample. */
const MOST_LINES = 1000

/** GET /v1/samples, GET /v1/samples/:sample_id. */
export function sampleRoutes(app: App, { pool, labelling, clock }: Ports): void {
  app.get(
    '/v1/samples',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Samples with reasons, evidence and inclusion probability, newest first.',
        querystring: Listing,
        response: { 200: z.object({ samples: z.array(SampleAnswer), next: z.string().nullable() }) },
      },
    },
    async ({ query: { state, reason, stratum, after, limit } }) => {
      const given = { ...(state && { state }), ...(reason && { reason }), ...(stratum && { stratum }) }
      const samples = await pool.samples({ ...given, ...(after && { after }), limit }, await clock.now())
      const next = samples.length === limit ? (samples.at(-1)?.sampleId ?? null) : null
      return { samples: samples.map(sampleAnswer), next }
    },
  )
  app.get(
    '/v1/samples/:sample_id',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'A sample and every answer to it, in the order they came; `withdrawn_by` tells those that no longer count.',
        params: z.object({ sample_id: z.string() }),
        response: { 200: SampleAnswer.extend({ labels: z.array(LedgerLineAnswer) }) },
      },
    },
    async ({ params: { sample_id } }) => {
      const sample = await pool.sample(sample_id, await clock.now())
      if (sample === null) throw noSample(sample_id)
      const lines = await labelling.ledger.lines({ sampleId: sample_id, limit: MOST_LINES })
      return { ...sampleAnswer(sample), labels: lines.toReversed().map(ledgerLineAnswer) }
    },
  )
}

export const noSample = (sampleId: string): LoopError =>
  new LoopError('LOOP_NO_SAMPLE', `There is no sample '${sampleId}'. GET /v1/samples lists them.`, { status: 404 })
