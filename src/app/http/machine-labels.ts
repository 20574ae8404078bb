import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { type KeptMachineLabel, MACHINE_STATES } from '../../labels/machine-desk.ts'
import { refuseUnknownLabel } from '../../labels/taxonomy.ts'
import { TASKS } from '../../models/task.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const State = z
  .enum(MACHINE_STATES)
  .describe(
    'held: its cell is shut; audit: a person is asked, then right or wrong; accepted: counts without a person; withdrawn: its cell or label fell below the target; confirmed, rejected: a person looked on purpose.',
  )
const MachineLabel = z.object({
  machine_label_id: z.string(),
  task: z.enum(TASKS),
  event_id: z.string().describe('The customer message.'),
  turn_id: z.string().describe('The reply to it.'),
  conversation_id: z.string(),
  label: z.string(),
  probability: z.number().describe('Calibrated probability that the label is right.'),
  cell: z.string().describe('Group and lower edge of the band of probability in which it is audited.'),
  votes: z.array(z.object({ voter: z.string(), label: z.string() })),
  audit_probability: z.number().describe('With which it was to go to a person, fixed before the draw.'),
  audited: z.boolean(),
  state: State,
  why: z.string().nullable(),
  run_id: z.string(),
  proposed_at: z.int(),
  changed_at: z.int(),
  accepted_at: z.int().nullable(),
})
const LabelId = z.object({ machine_label_id: z.string() })

/** GET /v1/machine-labels and /:id, POST /v1/machine-labels/:id/verdict. */
export function machineLabelRoutes(app: App, { machine, labelDesk, clock }: Ports): void {
  app.get(
    '/v1/machine-labels',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What rules and models proposed, newest first.',
        querystring: z.object({
          task: z.enum(TASKS).optional(),
          state: State.optional(),
          label: Name.optional(),
          cell: Name.optional(),
          after: z.string().optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: { 200: z.object({ machine_labels: z.array(MachineLabel), next: z.string().nullable() }) },
      },
    },
    async ({ query }) => {
      const found = await machine.machine.list(query)
      const next = found.length === query.limit ? (found.at(-1)?.machineLabelId ?? null) : null
      return { machine_labels: found.map(toAnswer), next }
    },
  )
  app.get(
    '/v1/machine-labels/:machine_label_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'One proposal with its votes.',
        params: LabelId,
        response: { 200: MachineLabel },
      },
    },
    async ({ params }) => {
      const found = await machine.machine.get(params.machine_label_id)
      if (found === null) throw noMachineLabel(params.machine_label_id)
      return toAnswer(found)
    },
  )
  app.post(
    '/v1/machine-labels/:machine_label_id/verdict',
    {
      config: { scope: 'train' }, // its id follows from the message's, and its answer says what the model said
      schema: {
        description:
          'A person confirms a proposal (its own label), corrects it (another), or says that none fits (null). It then counts as that person’s label, and in no audit: audited ones are judged blind, through POST /v1/text-tasks/next.',
        params: LabelId,
        body: z.object({ label: Name.nullable(), who: Name }),
        response: { 200: MachineLabel },
      },
    },
    async ({ params, body, principal }) => {
      const found = await machine.machine.get(params.machine_label_id)
      if (found === null) throw noMachineLabel(params.machine_label_id)
      const taxonomy = await labelDesk.taxonomy()
      refuseUnknownLabel(taxonomy, found.task, body.label)
      const verdict = { ...body, recordedBy: principal, taxonomyVersion: taxonomy.version }
      const decided = await machine.machine.decide(params.machine_label_id, verdict, await clock.now())
      if (decided === null) throw audited(params.machine_label_id)
      return toAnswer(decided)
    },
  )
}

const toAnswer = (label: KeptMachineLabel): z.infer<typeof MachineLabel> => ({
  machine_label_id: label.machineLabelId,
  task: label.task,
  event_id: label.textId,
  turn_id: label.turnId,
  conversation_id: label.conversationId,
  label: label.label,
  probability: label.probability,
  cell: label.cell,
  votes: label.votes.map((vote) => ({ ...vote })),
  audit_probability: label.auditProbability,
  audited: label.audited,
  state: label.state,
  why: label.why,
  run_id: label.runId,
  proposed_at: label.proposedAt,
  changed_at: label.changedAt,
  accepted_at: label.acceptedAt,
})

const noMachineLabel = (id: string): LoopError =>
  new LoopError('LOOP_NO_MACHINE_LABEL', `There is no machine label '${id}'. GET /v1/machine-labels lists them.`, {
    status: 404,
  })

const audited = (id: string): LoopError =>
  new LoopError(
    'LOOP_AUDITED',
    `Machine label '${id}' was drawn for an audit: people judge it blind, or the audit would say what they wish. Take it from POST /v1/text-tasks/next.`,
    { status: 409 },
  )
