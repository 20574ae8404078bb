import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'

/** Fields in which requests say who acts. */
const WHO = ['who', 'annotator']

/** Which of them a route's body has, wherever its form has alternatives. */
export function personFieldsOf(body: unknown): readonly string[] {
  if (!(body instanceof z.ZodType)) return []
  const found = new Set<string>()
  const walk = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return
    const { properties, anyOf, oneOf, allOf } = schema as Record<string, unknown>
    for (const name of Object.keys(properties ?? {})) if (WHO.includes(name)) found.add(name)
    for (const inner of [anyOf, oneOf, allOf]) if (Array.isArray(inner)) inner.forEach(walk)
  }
  walk(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }))
  return [...found]
}

/**
 * A person who is logged in acts in no other name: a name left out becomes theirs. Keys go on naming for whom they act.
 * Throws LOOP_NOT_YOU (403).
 */
export function namePerson(request: FastifyRequest, login: string): void {
  const { body, routeOptions } = request
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return
  const named = body as Record<string, unknown>
  for (const field of routeOptions.config.person ?? []) {
    const given = named[field]
    if (given === undefined || given === null) named[field] = login
    else if (given !== login) {
      throw new LoopError(
        'LOOP_NOT_YOU',
        `You are logged in as '${login}', and ${field} names '${String(given).slice(0, 80)}'. Leave ${field} out: it is taken from your session.`,
        { status: 403 },
      )
    }
  }
}
