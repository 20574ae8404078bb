import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import {
  forceStep,
  pauseLoop,
  resumeLoop,
  type Steering,
  type SteerPorts,
  skipStep,
  startByHand,
} from '../../loop/steer.ts'
import { newLabels, nextBeginning } from '../../loop/steps.ts'
import { checkPolicy } from '../../steering/policy.ts'
import { recordOf, STEPS } from '../../steering/turn.ts'
import type { LoopLedgerEntry } from '../../steering/turn-store.ts'
import type { Ports } from '../wiring.ts'
import { changedPolicy, Entry, Policy, PolicyChange, Turn, toEntry, toPolicy, toTurn } from './loop-answers.ts'
import type { App } from './server.ts'
import { Name, Person } from './texts.ts'

const Pause = z.object({ since: z.int(), who: z.string(), why: z.string() }).nullable()
const LAST_TURNS = 5
const By = { who: Person.optional().describe("who decides; the key's name when left out"), why: Name }
const Orders = z.discriminatedUnion('action', [
  z.object({ action: z.literal('pause'), ...By }).strict(),
  z.object({ action: z.literal('resume'), ...By }).strict(),
  z.object({ action: z.literal('skip'), step: z.enum(STEPS), ...By }).strict(),
  z.object({ action: z.literal('force'), step: z.enum(STEPS), ...By }).strict(),
])
const Paging = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(20),
  before: z.coerce.number().int().optional().describe('what came before this number (of a turn, or seq)'),
})

/** GET /v1/loop, GET and POST /v1/loop/turns, GET /v1/loop/turns/:turn_id. */
export function loopRoutes(app: App, { loop, clock }: Ports): void {
  const { turns } = loop.ports
  app.get(
    '/v1/loop',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Where the loop stands, what it waits for in plain words, and its last turns.',
        response: {
          200: z.object({
            now: z.int(),
            paused: Pause,
            waits_for: z.string().nullable().describe('null while a step works'),
            waits_until: z.int().nullable(),
            turn: Turn.nullable().describe('the one that is open'),
            new_labels: z.record(z.string(), z.int()).describe('turns labelled since the last snapshot, per task'),
            policy_version: z.int(),
            last_turns: z.array(Turn).describe('newest first, without the open one'),
          }),
        },
      },
    },
    async () => {
      const [now, policy, paused, open] = [
        await clock.now(),
        await turns.policy(),
        await turns.paused(),
        await turns.open(),
      ]
      const step = open === null ? null : recordOf(open)
      const next = open === null ? await nextBeginning(policy, loop.ports, now) : null
      const awaited =
        next === null
          ? { for: step?.waitsFor ?? null, until: step?.waitsUntil ?? null }
          : next.kind === 'wait'
            ? next
            : { for: null, until: null }
      return {
        now,
        paused,
        waits_for: paused === null ? awaited.for : `somebody to resume it: ${paused.who} paused it (${paused.why})`,
        waits_until: paused === null ? awaited.until : null,
        turn: open && toTurn(open),
        new_labels: await newLabels(loop.ports),
        policy_version: policy.version,
        last_turns: (await turns.list(LAST_TURNS + 1, null))
          .filter(({ state }) => state === 'over')
          .slice(0, LAST_TURNS)
          .map(toTurn),
      }
    },
  )
  app.post(
    '/v1/loop/turns',
    {
      config: { scope: 'train' },
      schema: {
        description: 'Begins a turn of the loop now, whatever the policy waits for. 409 while one is under way.',
        body: z.object(By).strict(),
        response: { 201: Turn },
      },
    },
    async ({ body, principal }, reply) => {
      const turn = await startByHand(steering(body, principal), loop.ports, await clock.now())
      loop.wake()
      return reply.code(201).send(toTurn(turn))
    },
  )
  app.get(
    '/v1/loop/turns',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Turns of the loop, newest first.',
        querystring: Paging,
        response: { 200: z.object({ turns: z.array(Turn) }) },
      },
    },
    async ({ query }) => ({ turns: (await turns.list(query.limit, query.before ?? null)).map(toTurn) }),
  )
  app.get(
    '/v1/loop/turns/:turn_id',
    {
      config: { scope: 'read' },
      schema: { params: z.object({ turn_id: z.string() }), response: { 200: Turn } },
    },
    async ({ params: { turn_id } }) => {
      const turn = await turns.get(turn_id)
      if (turn !== null) return toTurn(turn)
      throw new LoopError('LOOP_NO_TURN', `There is no turn '${turn_id}' of the loop. GET /v1/loop/turns lists them.`, {
        status: 404,
      })
    },
  )
}

/** GET and PUT /v1/loop/policy, POST /v1/loop/orders, GET /v1/loop/ledger: people steer. */
export function loopSteeringRoutes(app: App, { loop, clock }: Ports): void {
  const { turns } = loop.ports
  app.get(
    '/v1/loop/policy',
    {
      config: { scope: 'read' },
      schema: { description: 'What the loop may do by itself.', response: { 200: Policy } },
    },
    async () => toPolicy(await turns.policy()),
  )
  app.put(
    '/v1/loop/policy',
    {
      config: { scope: 'admin' },
      schema: {
        description: 'Changes what the loop may do by itself. Fields left out stay; the old version is kept.',
        body: PolicyChange,
        response: { 200: Policy },
      },
    },
    async ({ body, principal }) => {
      const policy = checkPolicy(changedPolicy(await turns.policy(), body))
      const order = { action: 'policy', turnId: null, step: null, ...steering(body, principal) } as const
      const kept = await turns.keepPolicy(policy, body.version ?? null, order, await clock.now())
      loop.wake()
      return toPolicy(kept)
    },
  )
  app.post(
    '/v1/loop/orders',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'pause and resume the loop; skip the step at which the open turn stands (canary, ramp, watch), or force it (canary, ramp) although gate or figures say no. Each stands in the ledger.',
        body: Orders,
        response: {
          200: z.object({
            entry: Entry,
            was_paused: Pause.describe('how the loop stood before this order; null = it was not paused'),
          }),
        },
      },
    },
    async ({ body, principal }) => {
      const [by, now] = [steering(body, principal), await clock.now()]
      const wasPaused = await turns.paused()
      const entry = await carriedOut(body, by, loop.ports, now)
      loop.wake()
      return { entry: toEntry(entry), was_paused: wasPaused }
    },
  )
  app.get(
    '/v1/loop/ledger',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What people did to the loop, newest first.',
        querystring: Paging,
        response: { 200: z.object({ entries: z.array(Entry) }) },
      },
    },
    async ({ query }) => ({ entries: (await turns.ledger(query.limit, query.before ?? null)).map(toEntry) }),
  )
}

function carriedOut(
  order: z.infer<typeof Orders>,
  by: Steering,
  ports: SteerPorts,
  now: number,
): Promise<LoopLedgerEntry> {
  switch (order.action) {
    case 'pause':
      return pauseLoop(by, ports, now)
    case 'resume':
      return resumeLoop(by, ports, now)
    case 'skip':
      return skipStep(order.step, by, ports, now)
    case 'force':
      return forceStep(order.step, by, ports, now)
  }
}

const steering = ({ who, why }: { who?: string | undefined; why: string }, principal: string): Steering => ({
  who: who ?? principal,
  recordedBy: principal,
  why,
})
