import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { type MachinePolicy, refuseBadPolicy } from '../../labels/acceptance.ts'
import type { CellCount, KeptPolicy, MachineRun } from '../../labels/machine-desk.ts'
import { WARM_UP } from '../../labels/machine-label.ts'
import { type CellBook, settlementOf } from '../../labels/settlement.ts'
import { labelByMachine, settleMachineLabels } from '../../loop/label-by-machine.ts'
import { TASKS } from '../../models/task.ts'
import { CONVERSATIONS_A_RUN } from '../machine.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Share = z.number().min(0).max(1)
const PolicyFields = z.object({
  automatic: z.boolean().describe('Label new conversations by themselves, as they end.'),
  training: z.boolean().describe('May accepted machine labels enter training? Off by default.'),
  weight: z.number().gt(0).max(1).describe('Weight of one beside a person’s label.'),
  share: z.number().min(0).lt(1).describe('Largest share of machine labels in the weight of a task.'),
  target: z.number().min(0.5).lt(1).describe('What the lower bound of audited precision must reach.'),
  level: z.number().min(0.5).lt(1).describe('Confidence of that bound.'),
  bands: z.array(z.number()).min(1).max(20).describe('Lower edges of the bands of probability, rising.'),
  groups: z
    .record(Name, z.array(Name).max(2000))
    .describe('Labels that are judged by themselves, under a name; all others share the group *.'),
  audit_shut: Share.describe('Share of a cell’s proposals that goes to a person while it is shut.'),
  audit_open: Share.describe('The same once it is open.'),
  seed: Name,
})
const Policy = PolicyFields.extend({ version: z.int(), who: z.string(), at: z.int() })
const Run = z.object({
  run_id: z.string(),
  task: z.enum(TASKS),
  at: z.int(),
  bundle: z.string().nullable(),
  policy_version: z.int(),
  texts: z.int(),
  proposed: z.int(),
  audited: z.int(),
  who: z.string(),
  voters: z.array(z.object({ voter: z.string(), precision: z.number(), texts: z.int(), judged: z.int() })),
})
const Cell = z.object({
  cell: z.string(),
  open: z.boolean(),
  reason: z.string(),
  audits: z.int(),
  right: z.int(),
  precision: z.number().nullable(),
  low: z.number().describe('Lower bound of the precision, valid however often it is looked at.'),
  closings: z.array(z.object({ at: z.int(), since: z.int().nullable(), why: z.enum(['bound', 'drop']) })),
  labels: z.record(z.string(), z.int()).describe('How many machine labels of the cell are in which state.'),
})

/** POST and GET /v1/machine-labels/runs, GET /v1/machine-labels/report. */
export function machineRunRoutes(app: App, { machine, clock, learning }: Ports): void {
  app.post(
    '/v1/machine-labels/runs',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Labels the newest ended conversations that no run has looked at with the present rules and model. A random share goes to people; what lies in an open cell is accepted. Takes seconds.',
        body: z.object({
          task: z.enum(TASKS),
          conversations: z.int().min(1).max(CONVERSATIONS_A_RUN).default(CONVERSATIONS_A_RUN),
          who: Name.optional(),
        }),
        response: { 201: Run.extend({ accepted: z.int(), withdrawn: z.int() }) },
      },
    },
    async ({ body, principal }, reply) => {
      const { goldShare } = learning.settings
      const order = { task: body.task, conversations: body.conversations, goldShare, who: body.who ?? principal }
      const { run, ...settled } = await labelByMachine(order, machine, await clock.now(), AbortSignal.timeout(120_000))
      return reply.code(201).send({ ...toRun(run), ...settled })
    },
  )
  app.get(
    '/v1/machine-labels/runs',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Runs, newest first, with what the label model made of each voter.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
        response: { 200: z.object({ runs: z.array(Run) }) },
      },
    },
    async ({ query }) => ({ runs: (await machine.machine.runs(query.limit)).map(toRun) }),
  )
  app.get(
    '/v1/machine-labels/report',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Audit figures per cell, why it is open or shut, and which labels are shut.',
        querystring: z.object({ task: z.enum(TASKS).default('intent') }),
        response: {
          200: z.object({
            task: z.enum(TASKS),
            target: z.number(),
            cells: z.array(Cell),
            shut_labels: z.array(z.string()).describe('Labels that audits show to be worse than the target.'),
            accepted: z.int(),
            audited_precision: z
              .number()
              .nullable()
              .describe('Of what is accepted, as the audits show it: by cell, weighted by what each accepted.'),
          }),
        },
      },
    },
    async ({ query: { task } }) => {
      const policy = await machine.machine.policy()
      const [audits, counts] = await Promise.all([machine.machine.audits(task), machine.machine.counts(task)])
      return toReport(task, policy, settlementOf(audits, policy), counts)
    },
  )
}

/** GET and PUT /v1/machine-labels/policy. */
export function machinePolicyRoutes(app: App, { machine, clock }: Ports): void {
  app.get(
    '/v1/machine-labels/policy',
    {
      config: { scope: 'read' },
      schema: { description: 'When a machine label counts without a person.', response: { 200: Policy } },
    },
    async () => toPolicy(await machine.machine.policy()),
  )
  app.put(
    '/v1/machine-labels/policy',
    {
      config: { scope: 'admin' },
      schema: {
        description: 'Changes the fields that are given, as a new version; what is accepted follows at once.',
        body: PolicyFields.partial().extend({ version: z.int().optional(), who: Name.optional() }),
        response: { 200: Policy },
      },
    },
    async ({ body, principal }) => {
      const { version: from, who = principal, audit_shut, audit_open, ...rest } = body
      for (;;) {
        const { version, who: _, at: __, ...current } = await machine.machine.policy()
        if (from !== undefined && from !== version) throw policyChanged(from, version)
        const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
        const next: MachinePolicy = {
          ...current,
          ...given,
          auditShut: audit_shut ?? current.auditShut,
          auditOpen: audit_open ?? current.auditOpen,
        }
        refuseBadPolicy(next)
        const now = await clock.now()
        if (!(await machine.machine.keepPolicy(next, version + 1, who, now))) continue
        for (const task of TASKS) await settleMachineLabels(task, machine, now)
        return toPolicy(await machine.machine.policy())
      }
    },
  )
}

const WARM_UP_REASON =
  'audits from before the label model could be calibrated; it learns from them, and nothing is accepted here'

function toReport(task: (typeof TASKS)[number], policy: KeptPolicy, book: CellBook, counts: readonly CellCount[]) {
  const byCell = Map.groupBy(counts, ({ cell }) => cell)
  const acceptedIn = (cell: string): number => byCell.get(cell)?.find(({ state }) => state === 'accepted')?.labels ?? 0
  const names = [...new Set([...book.cells.keys(), ...byCell.keys()])].sort()
  const cells = names.map((cell): z.infer<typeof Cell> => {
    const state = book.cells.get(cell)
    const warmUp = cell === WARM_UP
    return {
      cell,
      open: !warmUp && (state?.open ?? false),
      reason: warmUp ? WARM_UP_REASON : (state?.reason ?? 'no audit is decided yet'),
      audits: state?.audits ?? 0,
      right: state?.right ?? 0,
      precision: state && state.audits > 0 ? state.right / state.audits : null,
      low: state?.low ?? 0,
      closings: (state?.closings ?? []).map(({ at, since, why }) => ({ at, since, why })),
      labels: Object.fromEntries((byCell.get(cell) ?? []).map(({ state: name, labels }) => [name, labels])),
    }
  })
  const accepted = names.reduce((sum, cell) => sum + acceptedIn(cell), 0)
  const weighted = cells.reduce((sum, { cell, precision }) => sum + (precision ?? 0) * acceptedIn(cell), 0)
  return {
    task,
    target: policy.target,
    cells,
    shut_labels: [...book.shut],
    accepted,
    audited_precision: accepted === 0 ? null : weighted / accepted,
  }
}

const toRun = ({ labelModel, ...run }: MachineRun): z.infer<typeof Run> => ({
  run_id: run.runId,
  task: run.task,
  at: run.at,
  bundle: run.bundle,
  policy_version: run.policyVersion,
  texts: run.texts,
  proposed: run.proposed,
  audited: run.audited,
  who: run.who,
  voters: Object.entries(labelModel.precision).map(([voter, precision]) => ({
    voter,
    precision,
    ...labelModel.votes[voter]!,
  })),
})

const toPolicy = ({ auditShut, auditOpen, bands, groups, ...policy }: KeptPolicy): z.infer<typeof Policy> => ({
  ...policy,
  bands: [...bands],
  groups: Object.fromEntries(Object.entries(groups).map(([name, labels]) => [name, [...labels]])),
  audit_shut: auditShut,
  audit_open: auditOpen,
})

const policyChanged = (given: number, current: number): LoopError =>
  new LoopError(
    'LOOP_POLICY_CHANGED',
    `The policy of machine labels is at version ${current}, this change was made from ${given}. Read it again and repeat the change.`,
    { status: 409 },
  )
