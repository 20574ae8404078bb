import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import {
  DEFAULT_LEVEL,
  type DriftReference,
  type ReferenceBody,
  refuseBadReference,
} from '../../monitoring/drift-reference.ts'
import type { DriftRow } from '../../monitoring/drift-store.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Instant = z.int().min(0).max(8.64e15)
const shared = {
  assistant: z
    .string()
    .nullable()
    .default(null)
    .describe('Conversations of this assistant; null = all together, and each assistant against its own past.'),
  level: z
    .number()
    .default(DEFAULT_LEVEL)
    .describe('Chance of any false alarm on a day without change, over all series.'),
}
const Body = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('period'), from: Instant, to: Instant, ...shared }),
  z.object({ kind: z.literal('training'), bundle: z.string().describe('Its training snapshot.'), ...shared }),
])
const Reference = z.object({
  name: z.string(),
  version: z.int(),
  body: Body,
  changed_at: z.int(),
  changed_by: z.string(),
})
const Result = z.object({
  reference: z.string(),
  version: z.int(),
  day: z.string().describe('UTC, YYYY-MM-DD.'),
  day_at: z.int(),
  assistant: z.string().nullable().describe('null = all together.'),
  series: z.string(),
  test: z
    .enum(['ks', 'psi', 'classifier'])
    .describe('How: Kolmogorov-Smirnov, counts by category, or a classifier on text.'),
  effect: z.number().describe("Kolmogorov-Smirnov's D, the stability index, or 2 AUC - 1."),
  matters_from: z.number().describe('A smaller effect is never called drift, however sure it is.'),
  jensen_shannon: z.number().nullable().describe('Bits, of categories.'),
  auc: z.object({ estimate: z.number(), low: z.number(), high: z.number() }).nullable(),
  p: z.number(),
  adjusted: z.number().describe('p after the correction for all series of the day (Benjamini and Hochberg).'),
  drifted: z.boolean(),
  reference_users: z.number(),
  current_users: z.number(),
})
const Day = z.coerce.number().int().min(0).max(8.64e15).optional()
const Query = z.object({
  reference: z.string().optional(),
  assistant: z.string().optional(),
  series: z.string().optional(),
  from: Day.describe('Days that began at or after this instant.'),
  to: Day,
  drifted: z.enum(['true', 'false']).optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(500),
})

/** GET /v1/drift and its named references. */
export function driftRoutes(app: App, { watching: { ports }, clock, learning }: Ports): void {
  const { drift } = ports
  app.get(
    '/v1/drift',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'What each series showed on each day against a named reference, newest day first. Nothing is looked at before a reference is named.',
        querystring: Query,
        response: { 200: z.object({ references: z.array(z.string()), results: z.array(Result) }) },
      },
    },
    async ({ query: { drifted, ...query } }) => {
      const filter = {
        ...{ reference: query.reference ?? null, assistant: query.assistant ?? null, series: query.series ?? null },
        ...{ from: query.from ?? null, to: query.to ?? null, limit: query.limit },
        drifted: drifted === undefined ? null : drifted === 'true',
      }
      const references = (await drift.references()).map(({ name }) => name)
      return { references, results: (await drift.list(filter)).map(toResult) }
    },
  )
  app.get(
    '/v1/drift/references',
    {
      config: { scope: 'read' },
      schema: {
        description: 'The latest version of each named reference.',
        response: { 200: z.object({ references: z.array(Reference) }) },
      },
    },
    async () => ({ references: (await drift.references()).map(toReference) }),
  )
  app.put(
    '/v1/drift/references',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Names a reference, or changes what the name means: a further version. The same again changes nothing.',
        body: z.object({ name: z.string(), body: Body, who: Name }),
        response: { 200: Reference },
      },
    },
    async ({ body: { name, body, who } }) => {
      const now = await clock.now()
      refuseBadReference(name, body as ReferenceBody, now)
      if (body.kind === 'training') await refuseUnknownBundle(body.bundle, learning)
      return toReference(await drift.putReference(name, body as ReferenceBody, now, who))
    },
  )
}

async function refuseUnknownBundle(bundle: string, { ports }: Ports['learning']): Promise<void> {
  const known = await ports.registry.bundle(bundle)
  if (known !== null) return
  throw new LoopError('LOOP_BAD_REFERENCE', `There is no bundle ${bundle}. GET /v1/models lists what was trained.`)
}

const toReference = ({ name, version, body, changedAt, changedBy }: DriftReference): z.infer<typeof Reference> => ({
  ...{ name, version, body, changed_at: changedAt, changed_by: changedBy },
})

const toResult = (row: DriftRow): z.infer<typeof Result> => ({
  ...{ reference: row.referenceName, version: row.version, day: new Date(row.dayAt).toISOString().slice(0, 10) },
  ...{ day_at: row.dayAt, assistant: row.assistant || null, series: row.series, test: row.test, effect: row.effect },
  ...{ matters_from: row.floor, jensen_shannon: row.jensenShannon, auc: row.auc, p: row.p, adjusted: row.adjusted },
  ...{ drifted: row.drifted, reference_users: row.reference, current_users: row.current },
})
