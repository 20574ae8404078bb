import { z } from 'zod'
import type { Caller } from '../../access/caller.ts'
import { ROLES } from '../../access/roles.ts'
import { SCOPES } from '../../access/scopes.ts'

/** Who asks, as GET /v1/me says it. */
export const Me = z.object({
  name: z.string().describe("A person's login, a key's name, or anonymous."),
  kind: z.enum(['user', 'key', 'anonymous']).describe('anonymous: the service runs with --no-auth.'),
  role: z.enum(ROLES).nullable().describe('null = a key.'),
  scopes: z.array(z.enum(SCOPES)).describe('admin = everything.'),
  csrf: z
    .string()
    .nullable()
    .describe('A session’s writes carry it in the header x-csrf-token; null = no session, none is needed.'),
})

export const toMe = ({ name, kind, role, scopes, person }: Caller): z.infer<typeof Me> => ({
  ...{ name, kind, role },
  scopes: [...scopes],
  csrf: person?.csrf ?? null,
})
