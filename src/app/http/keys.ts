import { z } from 'zod'
import { SCOPES } from '../../access/scopes.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { addKey, shownKey } from '../key-commands.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Key = z.object({
  key_id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)).readonly(),
  state: z.enum(['valid', 'expired', 'revoked']),
  created_at: z.int(),
  expires_at: z.int().nullable(),
  revoked_at: z.int().nullable(),
})
const NewKey = z.object({
  name: z.string().min(1).max(200),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  expires_in_ms: z.int().min(1).max(1e13).nullish(),
})

/** GET and POST /v1/keys, DELETE /v1/keys/:key_id. */
export function keyRoutes(app: App, { keys }: Ports): void {
  app.get(
    '/v1/keys',
    { config: { scope: 'admin' }, schema: { response: { 200: z.object({ keys: z.array(Key) }) } } },
    async () => ({ keys: (await keys.list()).map((key) => shownKey(key, Date.now())) }),
  )
  app.post(
    '/v1/keys',
    {
      config: { scope: 'admin' },
      schema: {
        description: 'Makes a key. The token is shown this once.',
        body: NewKey,
        response: { 201: z.object({ key_id: z.string(), token: z.string() }) },
      },
    },
    async ({ body }, reply) => {
      const validMs = body.expires_in_ms ?? null
      return reply.code(201).send(await addKey(keys, body.name, body.scopes, validMs))
    },
  )
  app.delete(
    '/v1/keys/:key_id',
    { config: { scope: 'admin' }, schema: { params: z.object({ key_id: z.string() }) } },
    async ({ params }, reply) => {
      if (await keys.revoke(params.key_id, Date.now())) return reply.code(204).send()
      throw new LoopError(
        'LOOP_NO_API_KEY',
        'There is no such key, or it was revoked before. GET /v1/keys lists them.',
        {
          status: 404,
        },
      )
    },
  )
}
