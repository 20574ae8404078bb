import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { refuseWeak } from '../../access/password.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { proven } from '../access/logins.ts'
import type { Ports } from '../wiring.ts'
import { Me, toMe } from './me-answer.ts'
import type { App } from './server.ts'
import { Password } from './session.ts'

const Session = z.object({
  session_id: z.string(),
  way: z.enum(['password', 'link', 'oidc']),
  created_at: z.int(),
  seen_at: z.int().describe('Last used, to the minute.'),
  expires_at: z.int(),
  agent: z.string().describe('The browser, as it calls itself.'),
  current: z.boolean().describe('The one that asks.'),
})
const Ended = z.object({ ended: z.int().describe('How many sessions were ended.') })

/** GET /v1/me, PUT /v1/me/password. */
export function meRoutes(app: App, { access }: Ports): void {
  app.get(
    '/v1/me',
    {
      config: { scope: 'any' },
      schema: { description: 'Who asks, and what they may do. 401 = nobody is logged in.', response: { 200: Me } },
    },
    async ({ caller }) => toMe(caller!),
  )
  app.put(
    '/v1/me/password',
    {
      config: { scope: 'any' },
      schema: {
        description:
          'Changes one’s own password, and ends one’s other sessions. 409 LOOP_SSO_ONLY for who comes in by single sign-on.',
        body: z.object({
          current: Password.optional().describe('Left out by who has none yet.'),
          password: Password,
        }),
        response: { 200: z.object({ changed_at: z.int() }) },
      },
    },
    async (request) => {
      const { accountId, sessionId } = personOf(request)
      const account = await access.accounts.get(accountId)
      if (account === null) throw noAccount()
      if (account.passwordHash === null && account.identity !== null) throw providerOnly()
      if (account.passwordHash !== null)
        await proven(access, account.login, request.body.current ?? '', account, { address: request.ip })
      refuseWeak(request.body.password, account.login)
      const hash = await access.passwords.hash(request.body.password)
      const changedAt = access.clock()
      await access.accounts.setPassword(accountId, hash, changedAt, sessionId)
      access.door.forget()
      return { changed_at: changedAt }
    },
  )
}

/** GET /v1/me/account, GET and DELETE /v1/me/sessions, DELETE /v1/me/sessions/:session_id. */
export function mySessionRoutes(app: App, { access }: Ports): void {
  app.get(
    '/v1/me/sessions',
    {
      config: { scope: 'any' },
      schema: {
        description: 'One’s own open sessions, the last used first.',
        response: {
          200: z.object({
            sessions: z.array(Session),
            has_password: z.boolean().describe('false = comes in by link or single sign-on only.'),
            may_set_password: z.boolean().describe('false = single sign-on alone lets this person in.'),
          }),
        },
      },
    },
    async (request) => {
      const { accountId, sessionId } = personOf(request)
      const [sessions, account] = [
        await access.sessions.list(accountId, access.clock()),
        await access.accounts.get(accountId),
      ]
      return {
        has_password: account?.passwordHash != null,
        may_set_password: account !== null && (account.passwordHash !== null || account.identity === null),
        sessions: sessions.map((session) => ({
          ...{ session_id: session.sessionId, way: session.way, agent: session.agent },
          ...{ created_at: session.createdAt, seen_at: session.seenAt, expires_at: session.expiresAt },
          current: session.sessionId === sessionId,
        })),
      }
    },
  )
  app.delete(
    '/v1/me/sessions',
    {
      config: { scope: 'any' },
      schema: { description: 'Ends all of one’s sessions but this one.', response: { 200: Ended } },
    },
    async (request) => {
      const { accountId, sessionId } = personOf(request)
      const ended = await access.sessions.endOthers(accountId, sessionId, access.clock())
      access.door.forget()
      return { ended }
    },
  )
  app.delete(
    '/v1/me/sessions/:session_id',
    {
      config: { scope: 'any' },
      schema: {
        description: 'Ends one of one’s own sessions.',
        params: z.object({ session_id: z.string() }),
        response: { 200: Ended },
      },
    },
    async (request) => {
      const { accountId } = personOf(request)
      const { session_id } = request.params
      if (!(await access.sessions.end(accountId, session_id, access.clock()))) {
        throw new LoopError(
          'LOOP_NO_SESSION',
          `You have no open session '${session_id}'. GET /v1/me/sessions lists them.`,
          {
            status: 404,
          },
        )
      }
      access.door.forget()
      return { ended: 1 }
    },
  )
}

function personOf({ caller }: Pick<FastifyRequest, 'caller'>) {
  if (caller?.person) return caller.person
  throw noAccount()
}

const providerOnly = (): LoopError =>
  new LoopError(
    'LOOP_SSO_ONLY',
    'You come in by single sign-on and have no password here. Change the one at your provider, or ask an admin for a link.',
    { status: 409 },
  )

const noAccount = (): LoopError =>
  new LoopError(
    'LOOP_NO_ACCOUNT',
    'This is for people who are logged in; keys, and everybody with --no-auth, have neither a password nor sessions.',
    { status: 409 },
  )
