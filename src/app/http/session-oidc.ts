import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { enterByProvider } from '../access/logins.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { endFormer, visitorOf } from './session.ts'
import { giveOidcState, giveSession, oidcStateOf } from './session-cookie.ts'

const CALLBACK = '/v1/session/oidc/callback'
/** A path of the console and nothing else: no other host can be meant. */
const IN_CONSOLE = /^\/(?![/\\])[\w\-./?=&%#:,~+]*$/

/** GET /v1/session/oidc and its callback: a browser goes to the provider and comes back. No part of the OpenAPI document. */
export function singleSignOnRoutes(app: App, { access }: Ports): void {
  const { settings, singleSignOn } = access
  const open = { config: { scope: null } } as const
  app.get(
    '/v1/session/oidc',
    { ...open, schema: { hide: true, querystring: z.object({ return_to: z.string().max(500).default('/') }) } },
    async (request, reply) => {
      if (singleSignOn === null) throw off()
      try {
        const returnTo = IN_CONSOLE.test(request.query.return_to) ? request.query.return_to : '/'
        const { url, state } = await singleSignOn.begin(`${originOf(request, settings.publicUrl)}${CALLBACK}`, returnTo)
        giveOidcState(request, reply, settings, state)
        return reply.redirect(url)
      } catch (error) {
        return reply.redirect(loginPage(error, request))
      }
    },
  )
  app.get(CALLBACK, { ...open, schema: { hide: true } }, async (request, reply) => {
    if (singleSignOn === null) throw off()
    const came = new URL(request.url, originOf(request, settings.publicUrl))
    const state = oidcStateOf(request, settings)
    giveOidcState(request, reply, settings, null)
    try {
      const known = await singleSignOn.finish(came, state)
      const { token } = await enterByProvider(access, known, visitorOf(request))
      access.door.forget()
      await endFormer(access, request)
      giveSession(request, reply, settings, token)
      return reply.redirect(known.returnTo)
    } catch (error) {
      return reply.redirect(loginPage(error, request))
    }
  })
}

const originOf = ({ protocol, host }: FastifyRequest, publicUrl: string | null): string =>
  publicUrl ?? `${protocol}://${host}`

/** A person sees the login page with what went wrong, not JSON. */
function loginPage(error: unknown, { log }: FastifyRequest): string {
  const { code, cause } = error instanceof LoopError ? error : { code: 'LOOP_INTERNAL', cause: error }
  if (cause !== undefined) log.warn({ err: cause }, 'single sign-on')
  return `/login?failed=${encodeURIComponent(code)}`
}

const off = (): LoopError =>
  new LoopError('LOOP_OIDC_OFF', 'No provider is configured here. Set SALESLOOP_OIDC_ISSUER (docs/access.md).', {
    status: 404,
  })
