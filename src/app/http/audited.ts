import type { FastifyRequest } from 'fastify'
import type { Area, AuditDetails, AuditLog } from '../../access/audit.ts'
import type { Caller } from '../../access/caller.ts'
import type { App } from './server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the audit log files this route under; null = it leaves no line. Without it, the table beside this decides. */
    audit?: Area | null
  }
}

/**
 * What writes are filed under, by the beginning of their path; the first that fits counts. null: no line, because the
 * request changes nothing that people answer for, or has a record of its own.
 */
const FILED: readonly (readonly [path: string, area: Area | null])[] = [
  ['/v1/events', null], // the event log itself
  ['/v1/import', null],
  ['/v1/predict', null], // the log of decisions
  ['/v1/decide', null],
  ['/v1/rewrite', null],
  ['/v1/assistant', null], // events and predictions again
  ['/v1/clock', null], // a replay's time
  ['/v1/watch', null], // computes figures
  ['/v1/queue', null], // leases
  ['/v1/samples/:sample_id/heartbeat', null],
  ['/v1/samples/:sample_id/renew', null],
  ['/v1/text-tasks/next', null],
  ['/v1/labelling-rules/trial', null],
  ['/v1/taxonomy/changes/preview', null],
  ['/v1/session', null], // logins write their own lines
  ['/v1/me', 'users'],
  ['/v1/users', 'users'],
  ['/v1/keys', 'keys'],
  ['/v1/samples', 'labels'],
  ['/v1/labelling-rules', 'rules'],
  ['/v1/label', 'labels'],
  ['/v1/text-tasks', 'labels'],
  ['/v1/machine-labels', 'labels'],
  ['/v1/taxonomy', 'taxonomy'],
  ['/v1/guidelines', 'taxonomy'],
  ['/v1/rules/back-test', null],
  ['/v1/rules/diff', null],
  ['/v1/rules', 'rules'],
  ['/v1/faults/charge', 'releases'],
  ['/v1/faults', 'training'],
  ['/v1/pool', 'rules'],
  ['/v1/training', 'training'],
  ['/v1/models', 'training'],
  ['/v1/shadow', 'training'],
  ['/v1/gold', 'evaluation'],
  ['/v1/skills', 'evaluation'],
  ['/v1/gate', 'evaluation'],
  ['/v1/evaluations', 'evaluation'],
  ['/v1/bundles', 'evaluation'],
  ['/v1/releases', 'releases'],
  ['/v1/experiments', 'releases'],
  ['/v1/alerts', 'monitoring'],
  ['/v1/trust/look', null], // computes findings
  ['/v1/trust', 'labels'],
  ['/v1/drift', 'monitoring'],
  ['/v1/lake', 'exports'],
  ['/v1/erasures', 'erasures'],
  ['/v1/retention', 'settings'],
  ['/v1/loop', 'settings'],
]

/** Where a route's requests are filed; null = nowhere. What is new and unknown is filed too. */
export function areaOf(method: string, url: string, given: Area | null | undefined): Area | null {
  if (given !== undefined) return given
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return null
  const filed = FILED.find(([path]) => url.startsWith(path))
  return filed === undefined ? 'other' : filed[1]
}

/** Every request that changes something leaves a line, before its answer goes out. */
export function auditRequests(app: App, audit: AuditLog): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { config, url = '' } = request.routeOptions
    const area = areaOf(request.method, url, config.audit)
    if (area === null || request.caller === null || !isKept(request.caller, reply.statusCode)) return
    await audit.record({
      who: request.caller.name,
      kind: request.caller.kind,
      area,
      what: `${request.method} ${url}`,
      target: targetOf(request),
      details: detailsOf(request, reply.statusCode, payload),
    })
  })
}

/** What was done, and what a person was refused for lack of right. */
const isKept = ({ kind }: Caller, status: number): boolean => status < 400 || (status === 403 && kind === 'user')

/** Ids of customers and of what they wrote: an erasure could not take them out of here. */
const CUSTOMERS = new Set(['conversation_id', 'user_id', 'event_id', 'text_id', 'example_id', 'sample'])

function targetOf({ params }: FastifyRequest): string | null {
  const ids = Object.entries((params ?? {}) as Record<string, string>).filter(([name]) => !CUSTOMERS.has(name))
  return ids.length === 0 ? null : ids.map(([, value]) => value).join('/')
}

/** Fields of requests that are choices, ids or numbers; never what somebody wrote. */
const ASKED = [
  ...['action', 'step', 'task', 'kind', 'role', 'scopes', 'state', 'on', 'disabled', 'dry_run', 'at_fault', 'force'],
  ...['assistant_id', 'bundle', 'candidate', 'stage', 'version', 'label_id', 'automatic', 'login'],
]
const ANSWERED = /(^|_)(id|version|bundle|revision)$/
const MOST_VALUE = 128
const MOST_VALUES = 20

function detailsOf(request: FastifyRequest, status: number, payload: unknown): AuditDetails {
  const [body, params] = [recordOf(request.body), recordOf(request.params)] // these stand under the target
  const answer = typeof payload === 'string' && status < 400 ? recordOf(parsed(payload)) : {}
  const kept = [
    ...Object.entries(answer).filter(([name]) => ANSWERED.test(name) && !CUSTOMERS.has(name) && !(name in params)),
    ...ASKED.map((name) => [name, body[name]] as const),
    ['model_id', body.model_id === null ? 'rules' : body.model_id] as const, // null = the rule table is in charge
  ].flatMap(([name, value]) => (isShort(value) ? [[name, value] as const] : []))
  const named = request.caller?.kind === 'user' ? undefined : (body.annotator ?? body.who)
  return {
    ...Object.fromEntries(kept),
    ...(isShort(named) && { in_the_name_of: named }),
    ...(status >= 400 && { status }),
  }
}

const isPrimitive = (value: unknown): value is string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= MOST_VALUE)
const isShort = (value: unknown): value is AuditDetails[string] =>
  isPrimitive(value) ||
  (Array.isArray(value) &&
    value.length <= MOST_VALUES &&
    value.every((each) => typeof each === 'string' && isPrimitive(each)))
const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
