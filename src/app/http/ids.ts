import { z } from 'zod'
import { ID_KINDS, type IdKind } from '../../adapters/postgres/id-kinds.ts'
import { lookUp } from '../../adapters/postgres/id-lookup.ts'
import { LoopError } from '../../errors/loop-error.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Kind = z.enum(ID_KINDS)
const Found = z.object({
  kind: Kind,
  path: z.string().nullable().describe('where all of it is; null = nothing more is known of it'),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  neighbours: z.array(
    z.object({
      relation: z.string().describe('what it is to the thing at hand'),
      kind: Kind,
      id: z.string().describe('GET /v1/ids/:id goes on from it'),
      path: z.string().nullable(),
    }),
  ),
})

/** Where all of a thing is. */
const PATHS: Readonly<Record<IdKind, string | null>> = {
  event: '/v1/events/',
  order: null,
  conversation: '/v1/conversations/',
  user: null,
  decision: '/v1/decisions/',
  bundle: '/v1/bundles/',
  model: '/v1/models/',
  snapshot: '/v1/snapshots/',
  training_run: '/v1/training/',
  sample: '/v1/samples/',
  label: '/v1/labels/',
  loop_turn: '/v1/loop/turns/',
  experiment: '/v1/experiments/',
  evaluation: '/v1/evaluations/',
  withdrawal: '/v1/label-withdrawals/',
}

/** GET /v1/ids/:id. */
export function idRoutes(app: App, { database }: Ports): void {
  app.get(
    '/v1/ids/:id',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'What an id is (event, order, conversation, user, decision, bundle, model, snapshot, training run, sample, label, turn of the loop, experiment, evaluation, withdrawal of answers), and its neighbours: from a live reply to the order and back. It holds no text.',
        params: z.object({ id: z.string() }),
        response: { 200: z.object({ id: z.string(), found: z.array(Found) }) },
      },
    },
    async ({ params: { id } }) => {
      const found = await lookUp(database, id)
      if (found.length === 0) {
        throw new LoopError(
          'LOOP_UNKNOWN_ID',
          `Nothing here has the id '${id}': no ${ID_KINDS.join(', ').replaceAll('_', ' ')}. Check it: upper and lower case differ, and an id is given whole.`,
          { status: 404 },
        )
      }
      return {
        id,
        found: found.map((one) => ({
          kind: one.kind,
          path: pathOf(one.kind, id),
          facts: one.facts,
          neighbours: one.neighbours.map((each) => ({ ...each, path: pathOf(each.kind, each.id) })),
        })),
      }
    },
  )
}

function pathOf(kind: IdKind, id: string): string | null {
  const path = PATHS[kind]
  return path === null ? null : path + encodeURIComponent(id)
}
