import { z } from 'zod'
import { type AttributionModel, attributionReasons } from '../../admission/attribution.ts'
import { attributionOf } from '../../admission/attribution-codec.ts'
import { attributedTurns } from '../../admission/attribution-suspect.ts'
import { FAULT_PARTS, type PartProbabilities } from '../../admission/fault-part.ts'
import { BUILT_IN, rulesInForce } from '../../admission/rule-version.ts'
import { admissionRow } from '../../admission/rules.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { decode, features } from '../../features/conversation.ts'
import type { FaultModelRecord } from '../../training/fault-store.ts'
import type { Ports } from '../wiring.ts'
import { ModelAnswer, TurnAnswer, toModel, toTurn } from './attribution-answer.ts'
import type { App } from './server.ts'

const MOST_REASONS = 5

interface Kept {
  readonly record: FaultModelRecord
  readonly model: AttributionModel
  readonly inCharge: boolean
}

/** GET /v1/attribution, GET /v1/conversations/:conversation_id/attribution. */
export function attributionRoutes(app: App, ports: Ports): void {
  app.get(
    '/v1/attribution',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'In which part turns failed, as the fault model in charge (else the newest) has learned it, beside the suspect table.',
        response: {
          200: z.object({
            attribution: ModelAnswer.nullable().describe('null = nothing was trained yet, or it cannot be read.'),
            problem: z.string().nullable().describe('Why the model cannot be read; then the suspect table points.'),
          }),
        },
      },
    },
    async () => {
      const { kept, problem } = await newestAttribution(ports)
      return { attribution: kept && toModel(kept.model, kept.record, kept.inCharge), problem }
    },
  )
  app.get(
    '/v1/conversations/:conversation_id/attribution',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Of each predicted turn the chance of each part to be at fault, with what shows it.',
        params: z.object({ conversation_id: z.string() }),
        response: {
          200: z.object({
            model: z.string().nullable().describe('null = nothing was trained yet, so nothing is said.'),
            learned: z.boolean(),
            turns: z.array(TurnAnswer),
          }),
        },
      },
    },
    async ({ params: { conversation_id } }) => turnsOf(conversation_id, ports, (await newestAttribution(ports)).kept),
  )
}

interface Newest {
  readonly kept: Kept | null
  readonly problem: string | null
}

/** The attribution of the model in charge, else of the newest one. */
async function newestAttribution({ faults: { faults }, judges, pool }: Ports): Promise<Newest> {
  const { learned } = await pool.policy()
  const record = learned ? await faults.model(learned.id) : ((await faults.models(1))[0] ?? null)
  if (record === null) return { kept: null, problem: null }
  const loaded = await judges.load(record)
  if (loaded.state === 'unreadable') return { kept: null, problem: loaded.why }
  const model = attributionOf(loaded.model)
  return { kept: model && { record, model, inCharge: learned?.id === record.id }, problem: null }
}

async function turnsOf(conversationId: string, ports: Ports, kept: Kept | null) {
  const stored = await ports.conversations.find(conversationId)
  if (stored === null) {
    throw new LoopError('LOOP_NO_CONVERSATION', 'No event has named this conversation. Check the id.', { status: 404 })
  }
  if (kept === null) return { model: null, learned: false, turns: [] }
  const now = await ports.clock.now()
  const sample = await ports.pool.sampleOf(conversationId, now)
  const rules = await ports.rules.version(sample?.rulesVersion ?? stored.rulesVersion ?? BUILT_IN.version)
  const row = admissionRow(features(decode(stored.state), now, ports.features), rulesInForce(rules))
  const dialogue = await ports.labelDesk.dialogue(conversationId)
  const turns = attributedTurns(kept.model, dialogue, row, rules.thresholds)
  const reasons = (turn: (typeof turns)[number]) =>
    attributionReasons(kept.model, turn.inputs, likeliestFault(turn.parts), MOST_REASONS)
  return {
    model: kept.record.id,
    learned: kept.model.learned !== null,
    turns: turns.map((turn) => toTurn(turn, reasons(turn))),
  }
}

const likeliestFault = (parts: PartProbabilities) =>
  FAULT_PARTS.slice(1).reduce((best, part) => (parts[part] > parts[best] ? part : best))
