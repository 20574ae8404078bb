import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { rampStatus } from '../../loop/ramp.ts'
import { release, releaseRules } from '../../loop/release.ts'
import type { RampMove } from '../../releases/ramp.ts'
import { type LedgerEntry, RELEASE_ACTIONS, type ReleaseAction } from '../../releases/release-state.ts'
import type { Ports } from '../wiring.ts'
import { RampBody, toRamp } from './ramp-body.ts'
import { CanaryAnswer, CheckAnswer, EntryAnswer, toCanary, toCheck, toEntry } from './release-answers.ts'
import type { App } from './server.ts'
import { Name, Person } from './texts.ts'

/** Who is in charge of admission has an order of its own, PUT /v1/faults/charge. */
const ORDERS = RELEASE_ACTIONS.filter((action) => action !== 'charge')

const Order = z.object({
  action: z.enum(ORDERS),
  assistant_id: Name.nullish().describe(
    'This assistant alone; left out = the default of all without releases of their own',
  ),
  bundle: Name.optional(),
  share: z.number().optional().describe('Of users; for advance 1 = everyone'),
  ramp: RampBody.optional().describe('Of a canary: how it goes on, where that differs from the policy'),
  who: Person,
  why: Name,
  force: z.boolean().optional(),
  revision: z
    .int()
    .min(0)
    .optional()
    .describe('The revision of GET /v1/releases that this was decided on; 409 when another release came first'),
})
const Assistant = Name.optional().describe('left out = the default')
const Limit = z.coerce.number().int().min(1).max(1000).default(100)
const Query = z.object({ at: z.coerce.number().int().optional(), assistant_id: Assistant, limit: Limit })
const LedgerQuery = z.object({
  assistant_id: Name.optional().describe("only this assistant's lines; 'default' = the default's; left out = all"),
  before: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('only lines below this revision: `next` of the page before'),
  limit: Limit,
})

const ACTIONS = [
  'canary: a share of users beside the live bundle, from where its ramp goes on by itself.',
  'advance: the next stage (or share; 1 = everyone), only when every guarded figure excludes a loss above its margin.',
  'promote: live for all.',
  'rollback: ends the canary, else back to what was live before (or to the named bundle).',
  'abandon: ends the canary, whatever it showed.',
  'pause, resume: the canary stays at its share, and goes on; its guardrails act all the time.',
  'approve: by somebody else than who asked, where the policy wants it.',
  "rules: the live bundle takes up this version's rules and thresholds, without a canary.",
]

/** POST and GET /v1/releases, GET /v1/releases/status, GET /v1/releases/ledger. */
export function releaseRoutes(app: App, ports: Ports): void {
  orderRoute(app, ports)
  readRoutes(app, ports)
  statusRoute(app, ports)
}

function orderRoute(app: App, { learning: { ports, settings }, clock }: Ports): void {
  app.post(
    '/v1/releases',
    {
      config: { scope: 'admin' },
      schema: { description: ACTIONS.join(' '), body: Order, response: { 200: z.object({ release: EntryAnswer }) } },
    },
    async ({ body: { assistant_id, ramp, revision, ...order }, principal }) => {
      const assistant = assistant_id ?? null
      const asked = { ...order, assistant, recordedBy: principal, decidedOn: revision }
      if (order.action === 'rules') {
        const entry = await releaseRules(await settings.bundle(), asked, ports, await clock.now())
        return { release: toEntry(entry ?? nothingNewer()) }
      }
      const usual = ramp && (await ports.policies.policy(assistant)).ramp
      const complete = { ...asked, ...(ramp && usual && { ramp: toRamp(ramp, usual) }) }
      return { release: toEntry(await release(complete, ports, await clock.now())) }
    },
  )
}

function nothingNewer(): LedgerEntry {
  throw new LoopError(
    'LOOP_RELEASE_IMPOSSIBLE',
    'The live bundle has the rules and thresholds of this version already, or nothing is live. Nothing was changed.',
    { status: 409 },
  )
}

function readRoutes(app: App, { learning: { ports } }: Ports): void {
  app.get(
    '/v1/releases',
    {
      config: { scope: 'read' },
      schema: {
        description: "What an assistant's customers get, and the ledger, newest first. With at=MS: what was live then.",
        querystring: Query,
        response: {
          200: z.object({
            live: z.string().nullable(),
            canary: CanaryAnswer.nullable(),
            revision: z.int(),
            assistant_id: z.string().nullable().describe('Whose releases these are; null = the default'),
            assistants: z.array(z.string()).describe('Assistants with releases of their own'),
            ledger: z.array(EntryAnswer),
          }),
        },
      },
    },
    async ({ query: { at, assistant_id = null, limit } }) => {
      const states = await ports.registry.states()
      const assistants = [...states.own.keys()]
      const entry = at === undefined ? null : await ports.registry.at(at, assistant_id)
      if (at !== undefined) {
        const { live = null, canary = null, revision = 0, assistant = null } = entry ?? {}
        const ledger = entry ? [toEntry(entry)] : []
        return { live, canary: toCanary(canary), revision, assistant_id: assistant, assistants, ledger }
      }
      const { live, canary, revision, assistant } = await ports.registry.state(assistant_id)
      const ledger = (await ports.registry.ledger(limit, { assistant })).map(toEntry)
      return { live, canary: toCanary(canary), revision, assistant_id: assistant, assistants, ledger }
    },
  )
  app.get(
    '/v1/releases/ledger',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Every release ever made, newest first: what was live when, by whom, and on which figures.',
        querystring: LedgerQuery,
        response: {
          200: z.object({
            entries: z.array(EntryAnswer),
            next: z.int().nullable().describe('Give it as `before` for the next page; null = this is the last'),
          }),
        },
      },
    },
    async ({ query: { assistant_id, before, limit } }) => {
      const assistant = assistant_id === 'default' ? null : assistant_id
      const entries = await ports.registry.ledger(limit, { assistant, before })
      return { entries: entries.map(toEntry), next: entries.length < limit ? null : entries.at(-1)!.revision }
    },
  )
}

function statusRoute(app: App, { learning: { ports }, clock }: Ports): void {
  app.get(
    '/v1/releases/status',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Where the canary stands now, what it waits for, and what happens at the next look. Changes nothing.',
        querystring: z.object({ assistant_id: Assistant }),
        response: {
          200: z.object({
            now: z.int(),
            assistant_id: z.string().nullable(),
            live: z.string().nullable(),
            canary: CanaryAnswer.nullable(),
            check: CheckAnswer.nullable(),
            next: z.enum(['nothing', 'wait', ...RELEASE_ACTIONS]).describe('What the next look does'),
            waits_for: z.array(z.string()),
          }),
        },
      },
    },
    async ({ query: { assistant_id = null } }) => {
      const now = await clock.now()
      const { state, check, next } = await rampStatus(assistant_id, ports, now)
      return {
        now,
        assistant_id: state.assistant,
        live: state.live,
        canary: toCanary(state.canary),
        check: check && toCheck(check),
        next: nextWord(next),
        waits_for: next?.kind === 'wait' ? [...next.for] : [],
      }
    },
  )
}

const nextWord = (next: RampMove | null): 'nothing' | 'wait' | ReleaseAction =>
  next === null ? 'nothing' : next.kind === 'wait' ? 'wait' : next.order.action
