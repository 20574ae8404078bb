import type { FastifyReply, FastifyRequest } from 'fastify'
import { ABSOLUTE_MS } from '../../access/session.ts'
import { AWAY_MS } from '../access/single-sign-on.ts'

const NAME = 'salesloop_session'
const STATE = 'salesloop_oidc'

/**
 * How the session's cookie is called and sent. Browsers keep cookies per host and not per port, so that two services on
 * one machine need two names; under a public URL there is one.
 */
export interface CookieForm {
  readonly publicUrl: string | null
}

/** By the public URL; without one, by how the browser came (a trusted proxy says so in X-Forwarded-Proto). */
const secure = ({ protocol }: FastifyRequest, { publicUrl }: CookieForm): boolean =>
  publicUrl === null ? protocol === 'https' : publicUrl.startsWith('https:')

function named(name: string, request: FastifyRequest, form: CookieForm): string {
  if (secure(request, form)) return `__Host-${name}`
  if (form.publicUrl !== null) return name
  const port = /:(\d+)$/.exec(request.headers.host ?? '')?.[1]
  return port === undefined ? name : `${name}_${port}`
}

/** What keeps a cookie from scripts, from other sites' writes, and from the open wire. */
const flags = (request: FastifyRequest, form: CookieForm) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: secure(request, form) }) as const

export const sessionTokenOf = (request: FastifyRequest, form: CookieForm): string | null =>
  request.cookies[named(NAME, request, form)] ?? null

export function giveSession(request: FastifyRequest, reply: FastifyReply, form: CookieForm, token: string): void {
  reply.setCookie(named(NAME, request, form), token, { ...flags(request, form), maxAge: ABSOLUTE_MS / 1000 })
}

export function takeSession(request: FastifyRequest, reply: FastifyReply, form: CookieForm): void {
  reply.clearCookie(named(NAME, request, form), flags(request, form))
}

export const oidcStateOf = (request: FastifyRequest, form: CookieForm): string | null =>
  request.cookies[named(STATE, request, form)] ?? null

/** Kept while the person is away at the provider; null takes it back. */
export function giveOidcState(request: FastifyRequest, reply: FastifyReply, form: CookieForm, state: string | null) {
  const name = named(STATE, request, form)
  if (state === null) reply.clearCookie(name, flags(request, form))
  else reply.setCookie(name, state, { ...flags(request, form), maxAge: AWAY_MS / 1000 })
}
