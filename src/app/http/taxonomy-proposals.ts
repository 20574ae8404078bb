import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { type IntentProposal, PROPOSAL_STATES } from '../../labels/discovery-desk.ts'
import { changeTaxonomy } from '../../loop/change-taxonomy.ts'
import { discoverIntents, UNSURE_BELOW } from '../../loop/discover-intents.ts'
import { TASKS } from '../../models/task.ts'
import { refKey } from '../../training/snapshot-store.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { GivenLabel } from './taxonomy.ts'
import { Name, Text } from './texts.ts'

const Proposal = z.object({
  proposal_id: z.string(),
  task: z.enum(TASKS),
  state: z.enum(PROPOSAL_STATES).describe('gone: a later search did not find it again.'),
  size: z.int().describe('Messages in it.'),
  coherence: z.number().describe('Mean cosine between two of its messages.'),
  stability: z.number().describe('How well it is found again in resamples, 0 to 1.'),
  keywords: z.array(z.string()).describe('Words that mark it, and that three users or more have written.'),
  predicted: z.record(z.string(), z.int()).describe('What the models said, and how often.'),
  conversation_ids: z.array(z.string()).describe('Most central message first; at most 20 here.'),
  found_at: z.int(),
  who: z.string().nullable(),
  why: z.string().nullable(),
  label: z.string().nullable().describe('The intent that it became.'),
  decided_at: z.int().nullable(),
})
const ProposalId = z.object({ proposal_id: z.string() })
const Members = z.array(z.object({ event_id: z.string(), conversation_id: z.string(), text: z.string().nullable() }))
const SHOWN = 20
const PATIENCE_MS = 120_000

/** GET /v1/taxonomy/proposals and /:id, POST /v1/taxonomy/proposals/search. */
export function taxonomyProposalRoutes(app: App, { machine, clock }: Ports): void {
  app.get(
    '/v1/taxonomy/proposals',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Clusters of messages that the models were unsure of, proposed as new intents; open ones first.',
        querystring: z.object({ task: z.enum(TASKS).default('intent'), state: z.enum(PROPOSAL_STATES).optional() }),
        response: { 200: z.object({ proposals: z.array(Proposal) }) },
      },
    },
    async ({ query }) => ({ proposals: (await machine.discovery.list(query.task, query.state ?? null)).map(toAnswer) }),
  )
  app.get(
    '/v1/taxonomy/proposals/:proposal_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'One proposal with its messages, most central first.',
        params: ProposalId,
        response: { 200: Proposal.extend({ members: Members }) },
      },
    },
    async ({ params }) => {
      const proposal = await machine.discovery.get(params.proposal_id)
      if (proposal === null) throw noProposal(params.proposal_id)
      const refs = proposal.members.map(({ textId }) => ({ source: 'turn' as const, textId }))
      const texts = await machine.texts.texts(refs)
      const members = proposal.members.map(({ textId, conversationId }) => ({
        event_id: textId,
        conversation_id: conversationId,
        text: texts.get(refKey({ source: 'turn', textId })) ?? null,
      }))
      return { ...toAnswer(proposal), members }
    },
  )
  app.post(
    '/v1/taxonomy/proposals/search',
    {
      config: { scope: 'train' },
      schema: {
        description: 'Searches the newest unsure messages now. Takes seconds; answers with the open proposals.',
        body: z
          .object({
            task: z.enum(TASKS).default('intent'),
            below: z.number().gt(0).max(1).default(UNSURE_BELOW).describe('Confidence below which a message counts.'),
          })
          .prefault({}),
        response: { 200: z.object({ proposals: z.array(Proposal) }) },
      },
    },
    async ({ body }) => {
      const signal = AbortSignal.timeout(PATIENCE_MS)
      return {
        proposals: (await discoverIntents(body.task, body.below, machine, await clock.now(), signal)).map(toAnswer),
      }
    },
  )
}

/** POST /v1/taxonomy/proposals/:id/accept and /reject. */
export function proposalDecisionRoutes(app: App, { machine, clock }: Ports): void {
  app.post(
    '/v1/taxonomy/proposals/:proposal_id/accept',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Makes it a new label of the taxonomy, and asks people about its messages one by one: a cluster is a guess, and labels nothing by itself.',
        params: ProposalId,
        body: z.object({ label: GivenLabel, who: Name, why: Text.default('found among unsure messages') }),
        response: { 200: z.object({ version: z.int(), text_tasks: z.int().describe('Texts now asked about.') }) },
      },
    },
    async ({ params, body }) => {
      const proposal = await openProposal(params.proposal_id)
      const now = await clock.now()
      const change = { kind: 'add' as const, label: body.label }
      const { version } = await changeTaxonomy({ task: proposal.task, change, from: null, ...body }, machine, now)
      const decision = { state: 'accepted' as const, who: body.who, why: body.why, label: body.label.id }
      if (!(await machine.discovery.decide(proposal.proposalId, decision, now))) throw notOpen(proposal)
      const asked = proposal.members.map(({ textId, conversationId }, i) => ({
        kind: 'suspect' as const,
        task: proposal.task,
        source: 'turn' as const,
        textId,
        conversationId,
        was: null,
        choices: [],
        about: proposal.proposalId,
        priority: now + i / proposal.members.length,
      }))
      return { version, text_tasks: await machine.textDesk.add(asked, now) }
    },
  )
  app.post(
    '/v1/taxonomy/proposals/:proposal_id/reject',
    {
      config: { scope: 'train' },
      schema: {
        description: 'No new intent. Remembered: a later search that finds it again does not propose it again.',
        params: ProposalId,
        body: z.object({ who: Name, why: Text.default('') }),
        response: { 200: Proposal },
      },
    },
    async ({ params, body }) => {
      const proposal = await openProposal(params.proposal_id)
      const decision = { state: 'rejected' as const, ...body, label: null }
      if (!(await machine.discovery.decide(proposal.proposalId, decision, await clock.now()))) throw notOpen(proposal)
      return toAnswer((await machine.discovery.get(proposal.proposalId))!)
    },
  )

  async function openProposal(id: string): Promise<IntentProposal> {
    const proposal = await machine.discovery.get(id)
    if (proposal === null) throw noProposal(id)
    if (proposal.state !== 'open') throw notOpen(proposal)
    return proposal
  }
}

const toAnswer = (proposal: IntentProposal): z.infer<typeof Proposal> => ({
  proposal_id: proposal.proposalId,
  task: proposal.task,
  state: proposal.state,
  size: proposal.size,
  coherence: proposal.coherence,
  stability: proposal.stability,
  keywords: [...proposal.keywords],
  predicted: { ...proposal.predicted },
  conversation_ids: [...new Set(proposal.members.map(({ conversationId }) => conversationId))].slice(0, SHOWN),
  found_at: proposal.foundAt,
  who: proposal.who,
  why: proposal.why,
  label: proposal.label,
  decided_at: proposal.decidedAt,
})

const noProposal = (id: string): LoopError =>
  new LoopError('LOOP_NO_PROPOSAL', `There is no proposal '${id}'. GET /v1/taxonomy/proposals lists them.`, {
    status: 404,
  })

const notOpen = ({ proposalId, state }: IntentProposal): LoopError =>
  new LoopError(
    'LOOP_PROPOSAL_DECIDED',
    `Proposal '${proposalId}' is ${state} already; only an open one is decided. Search again with POST /v1/taxonomy/proposals/search.`,
    { status: 409 },
  )
