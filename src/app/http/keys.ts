import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { mintKey } from '../../access/api-key.ts'
import { SCOPES } from '../../access/scopes.ts'
import { LoopError } from '../../errors/loop-error.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Key = z.object({
  key_id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  created_at: z.int(),
  expires_at: z.int().nullable(),
  revoked_at: z.int().nullable(),
})
const NewKey = z.object({
  name: z.string().min(1).max(200),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  expires_at: z.int().min(0).max(8.64e15).nullish(),
})

/** GET and POST /v1/keys, DELETE /v1/keys/:key_id. */
export function keyRoutes(app: App, { keys }: Ports): void {
  app.get(
    '/v1/keys',
    { config: { scope: 'admin' }, schema: { response: { 200: z.object({ keys: z.array(Key) }) } } },
    async () => ({
      keys: (await keys.list()).map((key) => ({
        key_id: key.keyId,
        name: key.name,
        scopes: [...key.scopes],
        created_at: key.createdAt,
        expires_at: key.expiresAt,
        revoked_at: key.revokedAt,
      })),
    }),
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
      const about = { name: body.name, scopes: body.scopes, createdAt: Date.now(), expiresAt: body.expires_at ?? null }
      const { token, key } = mintKey(about, randomBytes(38))
      await keys.add(key)
      return reply.code(201).send({ key_id: key.keyId, token })
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
