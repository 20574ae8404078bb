import { z } from 'zod'
import { release } from '../../loop/release.ts'
import { defaultMargins, type Margin } from '../../releases/canary.ts'
import { type LedgerEntry, RELEASE_ACTIONS } from '../../releases/release-state.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Canary = z.object({ bundle: z.string(), share: z.number(), since: z.int() }).nullable()
const Entry = z.object({
  revision: z.int(),
  at: z.int(),
  action: z.enum(RELEASE_ACTIONS),
  bundle: z.string(),
  live: z.string().nullable(),
  earlier: z.array(z.string()),
  canary: Canary,
  who: z.string(),
  recorded_by: z.string(),
  why: z.string(),
  forced: z.boolean(),
  check: z.unknown(),
})
const Figure = z.object({ margin: z.number().min(0).max(1).optional(), min_units: z.int().min(1).optional() })
const Order = z.object({
  action: z.enum(RELEASE_ACTIONS),
  bundle: Name.optional(),
  share: z.number().optional(),
  who: Name,
  why: Name,
  force: z.boolean().optional(),
  margins: z.object({ click_through: Figure.optional(), errors: Figure.optional() }).optional(),
})
const Query = z.object({
  at: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

/** POST and GET /v1/releases. */
export function releaseRoutes(app: App, { learning: { ports }, clock }: Ports): void {
  app.post(
    '/v1/releases',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'canary: a share of users beside the live bundle. advance: the next stage (or share; 1 = everyone), only when click-through and errors exclude a loss above their margins. promote: live for all. rollback: ends the canary, else back to what was live before (or to the named bundle).',
        body: Order,
        response: { 200: z.object({ release: Entry }) },
      },
    },
    async ({ body, principal }) => {
      const { margins, ...order } = body
      return {
        release: toEntry(
          await release({ ...order, recordedBy: principal }, marginsOf(margins), ports, await clock.now()),
        ),
      }
    },
  )
  app.get(
    '/v1/releases',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What is live, the canary, and the ledger, newest first. With at=MS: what was live then.',
        querystring: Query,
        response: {
          200: z.object({
            live: z.string().nullable(),
            canary: Canary,
            revision: z.int(),
            ledger: z.array(Entry),
          }),
        },
      },
    },
    async ({ query }) => {
      if (query.at !== undefined) {
        const entry = await ports.registry.at(query.at)
        const { live = null, canary = null, revision = 0 } = entry ?? {}
        return { live, canary, revision, ledger: entry ? [toEntry(entry)] : [] }
      }
      const { live, canary, revision } = await ports.registry.state()
      return { live, canary, revision, ledger: (await ports.registry.ledger(query.limit)).map(toEntry) }
    },
  )
}

const toEntry = ({ recordedBy, ...entry }: LedgerEntry): z.infer<typeof Entry> => ({
  ...entry,
  earlier: [...entry.earlier],
  recorded_by: recordedBy,
})

type GivenMargins = z.infer<typeof Order>['margins']

const marginsOf = (given: GivenMargins): Margin[] =>
  defaultMargins.map((each) => ({
    ...each,
    margin: given?.[each.figure]?.margin ?? each.margin,
    minUnits: given?.[each.figure]?.min_units ?? each.minUnits,
  }))
