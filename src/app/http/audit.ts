import { z } from 'zod'
import { AREAS, type AuditLine } from '../../access/audit.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
const Line = z.object({
  seq: z.int(),
  at: z.int().describe('By the real clock, also in a replay.'),
  who: z.string().describe('A login, a key’s name, or unknown.'),
  kind: z.enum(['user', 'key', 'anonymous', 'command', 'service']),
  area: z.enum(AREAS),
  what: z.string().describe('login, login refused, logout, or the request: POST /v1/keys.'),
  target: z.string().nullable().describe('An id: whose login it was, what the request was about.'),
  details: z.record(z.string(), Value).describe('Ids and choices; never a text.'),
  hash: z.string().describe('SHA-256 over this line and the hash before it.'),
})
const Query = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  before: z.coerce.number().int().optional().describe('Lines before this number.'),
  who: Name.optional(),
  area: z.enum(AREAS).optional(),
  what: Name.optional(),
  target: Name.optional(),
  from: z.coerce.number().int().optional(),
  until: z.coerce.number().int().optional(),
})

/** GET /v1/audit and GET /v1/audit/check. */
export function auditRoutes(app: App, { audit }: Ports): void {
  app.get(
    '/v1/audit',
    {
      config: { scope: 'admin' },
      schema: {
        description: 'Who did what, newest first. Nothing in it is ever changed.',
        querystring: Query,
        response: {
          200: z.object({ lines: z.array(Line), next: z.int().nullable().describe('`before` of the next page.') }),
        },
      },
    },
    async ({ query: { limit, before = null, who = null, area = null, what = null, target = null, from, until } }) => {
      const filter = { before, who, area, what, target, from: from ?? null, until: until ?? null }
      const found = await audit.list(filter, limit + 1)
      const lines = found.slice(0, limit)
      return { lines: lines.map(toLine), next: found.length > limit ? lines.at(-1)!.seq : null }
    },
  )
  app.get(
    '/v1/audit/check',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Walks the whole chain of hashes. Keep `hash` somewhere else: with it, a log that was cut or written anew can be told.',
        response: {
          200: z.object({
            lines: z.int(),
            broken_at: z.int().nullable().describe('The first line that is not as it was written; null = all are.'),
            hash: z.string().nullable().describe('Of the last line.'),
          }),
        },
      },
    },
    async () => {
      const { lines, brokenAt, hash } = await audit.check()
      return { lines, broken_at: brokenAt, hash }
    },
  )
}

const toLine = ({ details, ...line }: AuditLine): z.infer<typeof Line> => ({
  ...line,
  details: Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, isList(value) ? [...value] : value]),
  ),
})
const isList = (value: unknown): value is readonly string[] => Array.isArray(value)
