import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { type Entered, enterByLink, logIn, lookAtLink, setUpFirst, type Visitor } from '../access/logins.ts'
import type { Ports } from '../wiring.ts'
import { Me, toMe } from './me-answer.ts'
import type { App } from './server.ts'
import { giveSession, sessionTokenOf, takeSession } from './session-cookie.ts'
import { Name } from './texts.ts'

export const Password = z.string().min(1).max(1024).describe('12 to 256 characters; length is what counts.')
const Token = z.string().min(1).max(100).describe('What stands behind #token= in the link.')

export const visitorOf = ({ ip, headers }: FastifyRequest): Visitor => ({
  address: ip,
  agent: headers['user-agent'] ?? 'unknown',
})

/** POST and DELETE /v1/session, GET /v1/session/ways: coming and going. */
export function sessionRoutes(app: App, { access }: Ports): void {
  app.get(
    '/v1/session/ways',
    {
      config: { scope: null },
      schema: {
        description: 'How somebody can log in here.',
        response: {
          200: z.object({
            asks_who: z.boolean().describe('false: the service runs with --no-auth, and nobody logs in.'),
            single_sign_on: z.string().nullable().describe('What stands on its button; null = not configured.'),
            first_account: z.boolean().describe('Nobody has an account yet: the link of the first start makes one.'),
          }),
        },
      },
    },
    async () => ({
      asks_who: app.asksWho,
      single_sign_on: access.singleSignOn?.name ?? null,
      first_account: await access.accounts.isEmpty(),
    }),
  )
  app.post(
    '/v1/session',
    {
      config: { scope: null },
      schema: {
        description:
          'Logs a person in. The session is a cookie. 401 LOOP_LOGIN_WRONG, 429 LOOP_LOGIN_LOCKED after repeated failures.',
        body: z.object({ login: Name, password: Password }),
        response: { 201: Me },
      },
    },
    async (request, reply) => {
      refuseStrangers(app, request)
      const entered = await logIn(access, request.body.login, request.body.password, visitorOf(request))
      return welcome(access, request, reply, entered)
    },
  )
  app.delete(
    '/v1/session',
    {
      config: { scope: 'any' },
      schema: {
        description: 'Logs out.',
        response: { 200: z.object({ ended: z.boolean().describe('false = a key asked, which has no session.') }) },
      },
    },
    async (request, reply) => {
      const person = request.caller?.person
      takeSession(request, reply, access.settings)
      if (!person) return { ended: false }
      await access.sessions.end(person.accountId, person.sessionId, access.clock())
      access.door.forget()
      await access.audit.record({
        ...{ who: request.principal, kind: 'user', area: 'logins', what: 'logout' },
        ...{ target: person.accountId, details: {} },
      })
      return { ended: true }
    },
  )
}

/** POST /v1/session/link, /first, /password, /enter: coming in by a one-time link. */
export function linkRoutes(app: App, { access }: Ports): void {
  app.post(
    '/v1/session/link',
    {
      config: { scope: null },
      schema: {
        description: 'What a one-time link is for; it stays unused. 410 LOOP_LINK_SPENT.',
        body: z.object({ token: Token }),
        response: {
          200: z.object({
            kind: z
              .enum(['first', 'password', 'enter'])
              .describe('first: sets up the first admin; password: sets a password; enter: lets in at once.'),
            login: z.string().nullable().describe('Whose link it is; null = nobody’s yet.'),
            name: z.string().nullable(),
          }),
        },
      },
    },
    async ({ body }) => {
      const { kind, account } = await lookAtLink(access, body.token)
      return { kind, login: account?.login ?? null, name: account?.name ?? null }
    },
  )
  app.post(
    '/v1/session/first',
    {
      config: { scope: null },
      schema: {
        description: 'Sets up the first account, an admin, by the link that the first start printed, and logs it in.',
        body: z.object({ token: Token, login: Name, name: Name.max(200), password: Password }),
        response: { 201: Me },
      },
    },
    async (request, reply) => {
      refuseStrangers(app, request)
      return welcome(access, request, reply, await setUpFirst(access, request.body, visitorOf(request)))
    },
  )
  app.post(
    '/v1/session/password',
    {
      config: { scope: null },
      schema: {
        description: 'Sets the password of a link’s person, ends their other sessions, and logs them in.',
        body: z.object({ token: Token, password: Password }),
        response: { 201: Me },
      },
    },
    async (request, reply) => {
      refuseStrangers(app, request)
      const { token, password } = request.body
      const entered = await enterByLink(access, token, password, visitorOf(request))
      access.door.forget()
      return welcome(access, request, reply, entered)
    },
  )
  app.post(
    '/v1/session/enter',
    {
      config: { scope: null },
      schema: {
        description: 'Lets a link’s person in without a password, once.',
        body: z.object({ token: Token }),
        response: { 201: Me },
      },
    },
    async (request, reply) => {
      refuseStrangers(app, request)
      return welcome(access, request, reply, await enterByLink(access, request.body.token, null, visitorOf(request)))
    },
  )
}

/** Nobody logs in where nobody is asked, nor from another site's page. Throws LOOP_AUTH_OFF (409), LOOP_CSRF (403). */
export function refuseStrangers(app: App, { headers }: FastifyRequest): void {
  if (!app.asksWho) {
    throw new LoopError(
      'LOOP_AUTH_OFF',
      'This service runs with --no-auth: everybody may do everything, and nobody logs in. Start it without --no-auth.',
      { status: 409 },
    )
  }
  if (headers['sec-fetch-site'] === 'cross-site') {
    throw new LoopError('LOOP_CSRF', 'A page of another site sent this login. Open the console’s own login page.', {
      status: 403,
    })
  }
}

/** The session that this browser had is nobody's any more once its cookie is replaced. */
export async function endFormer(
  { settings, door, sessions, clock }: Pick<Ports['access'], 'settings' | 'door' | 'sessions' | 'clock'>,
  request: FastifyRequest,
): Promise<void> {
  const former = sessionTokenOf(request, settings)
  const caller = former === null ? null : await door.enter(former).catch(() => null)
  if (!caller?.person) return
  await sessions.end(caller.person.accountId, caller.person.sessionId, clock())
  door.forget()
}

async function welcome(
  { settings, door, sessions, clock }: Ports['access'],
  request: FastifyRequest,
  reply: FastifyReply,
  { token }: Entered,
) {
  await endFormer({ settings, door, sessions, clock }, request)
  giveSession(request, reply, settings, token)
  return reply.code(201).send(toMe(await door.enter(token)))
}
