import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Account } from '../../access/account.ts'
import { ROLES } from '../../access/roles.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { freeLogin, makeLink, newAccount } from '../access/logins.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const User = z.object({
  account_id: z.string(),
  login: z.string().describe('What is typed to log in and stands in ledgers; never changes.'),
  name: z.string(),
  role: z.enum(ROLES),
  state: z.enum(['active', 'disabled']),
  has_password: z.boolean().describe('false = comes in by link or single sign-on only.'),
  single_sign_on: z.boolean().describe('The provider gives this person’s role anew at each login.'),
  created_at: z.int(),
  created_by: z.string(),
  last_login_at: z.int().nullable(),
})
const Link = z.object({
  url: z.string().describe('Hand it over in person: it opens once, and is shown only now.'),
  expires_at: z.int(),
})
const Params = z.object({ account_id: z.string() })
const admin = { scope: 'admin' } as const

/** GET and POST /v1/users, GET and PATCH /v1/users/:account_id. */
export function userRoutes(app: App, { access }: Ports): void {
  app.get(
    '/v1/users',
    {
      config: admin,
      schema: {
        description: 'People with an account, by login.',
        querystring: z.object({
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          after: z.string().optional().describe('The login after which to go on.'),
          search: z.string().max(200).optional().describe('A part of login or name.'),
        }),
        response: { 200: z.object({ users: z.array(User), next: z.string().nullable() }) },
      },
    },
    async ({ query: { limit, after = null, search = null } }) => {
      const found = await access.accounts.list({ limit: limit + 1, after, search })
      const users = found.slice(0, limit)
      return { users: users.map(toUser), next: found.length > limit ? users.at(-1)!.login : null }
    },
  )
  app.post(
    '/v1/users',
    {
      config: admin,
      schema: {
        description: 'Makes an account, and a one-time link with which its person sets a password.',
        body: z.object({ login: Name, name: Name.max(200), role: z.enum(ROLES) }),
        response: { 201: z.object({ user: User, link: Link }) },
      },
    },
    async (request, reply) => {
      const { login, name, role } = request.body
      const by = { login: freeLogin(login), name, role, createdBy: request.principal }
      const account = newAccount(by, access.clock(), null)
      await access.accounts.add(account)
      return reply.code(201).send({ user: toUser(account), link: await linkFor(access, account, 'password', request) })
    },
  )
  app.get(
    '/v1/users/:account_id',
    { config: admin, schema: { params: Params, response: { 200: User } } },
    async ({ params }) => toUser(await known(access, params.account_id)),
  )
  app.patch(
    '/v1/users/:account_id',
    {
      config: admin,
      schema: {
        description:
          'Changes name or role, or switches an account off and on. A new role, and switching off, end the person’s sessions at once. 409 LOOP_LAST_ADMIN.',
        params: Params,
        body: z
          .object({
            name: Name.max(200).optional(),
            role: z.enum(ROLES).optional(),
            state: z.enum(['active', 'disabled']).optional(),
          })
          .strict(),
        response: { 200: User },
      },
    },
    async ({ params, body }) => {
      const now = access.clock()
      const changed = await access.accounts.change(
        params.account_id,
        {
          ...(body.name !== undefined && { name: body.name }),
          ...(body.role !== undefined && { role: body.role }),
          ...(body.state !== undefined && { disabledAt: body.state === 'disabled' ? now : null }),
        },
        now,
      )
      access.door.forget()
      return toUser(changed)
    },
  )
}

/** POST /v1/users/:account_id/reset, DELETE /v1/users/:account_id/sessions. */
export function userDoorRoutes(app: App, { access }: Ports): void {
  app.post(
    '/v1/users/:account_id/reset',
    {
      config: admin,
      schema: {
        description:
          'Makes a one-time link for somebody who forgot the password, or is locked out. The old password holds until the new one is set.',
        params: Params,
        response: { 201: Link },
      },
    },
    async (request, reply) => {
      const account = await known(access, request.params.account_id)
      return reply.code(201).send(await linkFor(access, account, 'password', request))
    },
  )
  app.delete(
    '/v1/users/:account_id/sessions',
    {
      config: admin,
      schema: {
        description: 'Logs a person out everywhere.',
        params: Params,
        response: { 200: z.object({ ended: z.int().describe('How many sessions were ended.') }) },
      },
    },
    async ({ params }) => {
      const { accountId } = await known(access, params.account_id)
      const ended = await access.sessions.endOthers(accountId, null, access.clock())
      access.door.forget()
      return { ended }
    },
  )
}

async function known({ accounts }: Ports['access'], accountId: string): Promise<Account> {
  const account = await accounts.get(accountId)
  if (account !== null) return account
  throw new LoopError('LOOP_NO_USER', `There is no user '${accountId}'. GET /v1/users lists them.`, { status: 404 })
}

async function linkFor(access: Ports['access'], account: Account, kind: 'password', request: FastifyRequest) {
  const { url, expiresAt } = await makeLink(access, kind, account.accountId, `${request.protocol}://${request.host}`)
  return { url, expires_at: expiresAt }
}

const toUser = (account: Account): z.infer<typeof User> => ({
  account_id: account.accountId,
  login: account.login,
  name: account.name,
  role: account.role,
  state: account.disabledAt === null ? 'active' : 'disabled',
  has_password: account.passwordHash !== null,
  single_sign_on: account.identity !== null,
  created_at: account.createdAt,
  created_by: account.createdBy,
  last_login_at: account.lastLoginAt,
})
