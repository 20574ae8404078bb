import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { GROUPINGS } from '../../metrics/grouping.ts'
import { FIGURE_ROWS } from '../../metrics/rates.ts'
import { TASKS } from '../../models/task.ts'
import { ALERT_STATES, type Alert, acknowledge, type Judged, silence } from '../../monitoring/alert.ts'
import { type AlertRule, refuseBadRules, SEVERITIES } from '../../monitoring/alert-rule.ts'
import type { AlertEntry, KeptRules } from '../../monitoring/alert-store.ts'
import { TRUST_KINDS } from '../../monitoring/trust-kind.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const DAY_MS = 86_400_000
const Subject = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('figure'),
    figure: z.string(),
    by: z.array(z.enum(GROUPINGS)).max(2).default([]).describe('One alert per group; [] = the whole.'),
    days: z.int().min(1).max(400).default(28).describe('Over conversations that began in so many last days.'),
  }),
  z.object({
    kind: z.literal('drift'),
    reference: z.string().nullable().default(null).describe('null = any.'),
    series: z.string().default('').describe('Beginning of the series’ names; empty = all.'),
  }),
  z.object({ kind: z.literal('disagreement'), task: z.enum(TASKS), days: z.int().min(1).max(400).default(28) }),
  z.object({
    kind: z.literal('parting'),
    task: z.enum(TASKS),
    by: z.enum([...GROUPINGS, 'intent']),
    days: z.int().min(1).max(400).default(28),
  }),
  z.object({
    kind: z.literal('trust'),
    of: z.array(z.enum(TRUST_KINDS)).min(1).describe('Kinds of cases on which nobody has decided; one alert each.'),
  }),
])
const Rule = z.object({
  rule: z.string().max(64),
  enabled: z.boolean().default(true),
  severity: z.enum(SEVERITIES).default('warning'),
  subject: Subject,
  breach: z
    .object({ bound: z.enum(['estimate', 'low', 'high']), is: z.enum(['above', 'below']), value: z.number() })
    .nullable()
    .default(null)
    .describe('Of figures: `low` above a value or `high` below it is surely bad, the estimate alone may be chance.'),
  clears_at: z
    .number()
    .nullable()
    .default(null)
    .describe('A firing alert ends only on the other side of this (hysteresis).'),
  for_ms: z.int().min(0).default(0).describe('It must have been bad for so long before it fires.'),
  keep_ms: z.int().min(0).default(0).describe('It must have been good for so long before it is resolved.'),
  least_units: z.int().min(0).default(0).describe('Groups of fewer mature units are not judged.'),
  settled_only: z.boolean().default(false),
  note: z.string().max(500).default('').describe('What to do, for whoever is told.'),
})
const Rules = z.object({
  version: z.int().describe('0 = those that salesloop comes with.'),
  changed_at: z.int().nullable(),
  changed_by: z.string().nullable(),
  rules: z.array(Rule),
})
const AlertItem = z.object({
  alert_id: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  place: z.record(z.string(), z.string()).describe('Grouping or dimension -> name; empty = the whole.'),
  state: z.enum(ALERT_STATES),
  since: z.int(),
  episode: z.int().describe('How often it has fired.'),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  why: z.string().describe('What was seen, in words.'),
  why_zh: z.string().nullable().describe('The same in Chinese; null = last judged by an older salesloop.'),
  acknowledged: z.object({ who: z.string(), at: z.int(), why: z.string() }).nullable(),
  silenced: z.object({ who: z.string(), until: z.int(), why: z.string() }).nullable(),
  evaluated_at: z.int(),
})
const Entry = z.object({
  at: z.int(),
  action: z.string(),
  who: z.string().nullable().describe('null = the watch itself.'),
  value: z.number().nullable(),
  why: z.string().nullable(),
  why_zh: z.string().nullable().describe('The same in Chinese; null = a person wrote it, or an older salesloop.'),
})
const Query = z.object({
  state: z
    .enum([...ALERT_STATES, 'open'])
    .default('open')
    .describe('open = pending and firing.'),
  rule: z.string().optional(),
  after: z.string().optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
const Params = z.object({ alert_id: z.string() })
const Order = z.object({
  action: z.enum(['acknowledge', 'silence', 'unsilence']),
  who: Name,
  why: Name,
  until: z
    .int()
    .optional()
    .describe('Of a silence: until when, epoch milliseconds of the data’s clock; at most 90 days.'),
})
const Delivery = z.object({
  delivery_id: z.string(),
  channel: z.string(),
  event: z.enum(['firing', 'resolved']),
  alert_id: z.string(),
  made_at: z.int(),
  attempts: z.int(),
  next_try_at: z.int(),
  delivered_at: z.int().nullable(),
  given_up_at: z.int().nullable().describe('After a week of failures.'),
  error: z.string().nullable(),
})
const HISTORY = 200

/** Figures that rest on reviews stand beside those of the rows. */
const FIGURES: ReadonlySet<string> = new Set([
  ...FIGURE_ROWS.map((row) => row.figure),
  ...['value_per_conversation', 'failure_rate', 'time_to_fix', 'label_cost_per_averted_failure', 'non_response'],
  ...TASKS.map((task) => `live_accuracy_${task}`),
])

/** GET /v1/alerts and its rules, history, silences, deliveries. */
export function alertRoutes(app: App, { watching: { ports, channels }, clock }: Ports): void {
  ruleRoutes(app, ports, clock)
  app.get(
    '/v1/alerts',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Alerts by state, page by page, and the channels to which they are told.',
        querystring: Query,
        response: {
          200: z.object({
            channels: z.array(z.string()).describe('Configured ones; empty = nobody outside is told.'),
            alerts: z.array(AlertItem),
            next: z.string().nullable(),
          }),
        },
      },
    },
    async ({ query: { state, rule, after, limit } }) => {
      const states = state === 'open' ? null : [state]
      const alerts = await ports.alerts.list({ states, rule: rule ?? null, after: after ?? null, limit })
      const next = alerts.length === limit ? alerts.at(-1)!.alertId : null
      return { channels: [...channels], alerts: alerts.map(toItem), next }
    },
  )
  app.get(
    '/v1/alerts/:alert_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'One alert with its history, newest first.',
        params: Params,
        response: { 200: z.object({ alert: AlertItem, history: z.array(Entry) }) },
      },
    },
    async ({ params: { alert_id } }) => ({
      alert: toItem(await ports.alerts.get(alert_id)),
      history: (await ports.alerts.history(alert_id, HISTORY)).map(toEntry),
    }),
  )
  app.post(
    '/v1/alerts/:alert_id',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'acknowledge: a named person has seen it. silence: nothing is told of it until then, its state goes on. unsilence: ends that.',
        params: Params,
        body: Order,
        response: { 200: z.object({ alert: AlertItem }) },
      },
    },
    async ({ params: { alert_id }, body }) => {
      const now = await clock.now()
      await ports.alerts.get(alert_id)
      const [judged] = await ports.alerts.change(
        (held) => [obey(held.get(alert_id)!, body, now)],
        [...channels],
        Date.now(),
      )
      return { alert: toItem(judged!.alert) }
    },
  )
  app.get(
    '/v1/alerts/deliveries',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What was told or is to be told to the outside, newest first.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
        response: { 200: z.object({ deliveries: z.array(Delivery) }) },
      },
    },
    async ({ query: { limit } }) => ({
      deliveries: (await ports.outbox.list(limit)).map((each) => ({
        ...{ delivery_id: each.deliveryId, channel: each.channel, event: each.message.event },
        ...{ alert_id: each.message.alert_id, made_at: each.madeAt, attempts: each.attempts },
        ...{
          next_try_at: each.nextTryAt,
          delivered_at: each.deliveredAt,
          given_up_at: each.givenUpAt,
          error: each.error,
        },
      })),
    }),
  )
}

function ruleRoutes(app: App, { alerts }: Ports['watching']['ports'], clock: Ports['clock']): void {
  app.get(
    '/v1/alerts/rules',
    { config: { scope: 'read' }, schema: { description: 'The rules that hold.', response: { 200: Rules } } },
    async () => toRules(await alerts.rules()),
  )
  app.put(
    '/v1/alerts/rules',
    {
      config: { scope: 'admin' },
      schema: {
        description: 'Puts these rules in the place of all. Alerts of a rule that is gone end quietly.',
        body: z.object({
          rules: z.array(Rule),
          who: Name,
          expected_version: z.int().optional().describe('The version that was read; another one by now is refused.'),
        }),
        response: { 200: Rules },
      },
    },
    async ({ body }) => {
      const rules = body.rules.map(toRule)
      refuseBadRules(rules, FIGURES)
      return toRules(await alerts.putRules(rules, body.expected_version ?? null, await clock.now(), body.who))
    },
  )
}

function obey(alert: Alert, { action, who, why, until }: z.infer<typeof Order>, now: number): Judged {
  if (action === 'acknowledge') return acknowledge(alert, who, why, now)
  if (action === 'unsilence') {
    return {
      alert: { ...alert, silenced: null },
      changes: [{ action: 'unsilenced', at: now, who, tell: false }], // the next look tells, if it still fires
    }
  }
  if (until === undefined || until <= now || until > now + 90 * DAY_MS) {
    throw new LoopError(
      'LOOP_BAD_SILENCE',
      `A silence needs until, an instant after now (${now}) and within 90 days; ${until ?? 'none'} came. Give epoch milliseconds.`,
    )
  }
  return silence(alert, who, until, why, now)
}

const toRule = ({
  clears_at,
  for_ms,
  keep_ms,
  least_units,
  settled_only,
  ...rule
}: z.infer<typeof Rule>): AlertRule => ({
  ...rule,
  ...{ clearsAt: clears_at, forMs: for_ms, keepMs: keep_ms, leastUnits: least_units, settledOnly: settled_only },
})

const fromRule = ({ clearsAt, forMs, keepMs, leastUnits, settledOnly, ...rule }: AlertRule): z.infer<typeof Rule> => ({
  ...rule,
  subject: plainSubject(rule.subject),
  ...{ clears_at: clearsAt, for_ms: forMs, keep_ms: keepMs, least_units: leastUnits, settled_only: settledOnly },
})

const plainSubject = (subject: AlertRule['subject']): z.infer<typeof Subject> => {
  if (subject.kind === 'figure') return { ...subject, by: [...subject.by] }
  return subject.kind === 'trust' ? { ...subject, of: [...subject.of] } : subject
}

const toRules = ({ version, rules, changedAt, changedBy }: KeptRules): z.infer<typeof Rules> => ({
  ...{ version, changed_at: changedAt, changed_by: changedBy },
  rules: rules.map(fromRule),
})

const toItem = (given: Alert): z.infer<typeof AlertItem> => {
  const { alertId, evaluatedAt, whyZh = null, goodSince: _, told: __, note: ___, ...alert } = given
  return { ...alert, why_zh: whyZh, alert_id: alertId, evaluated_at: evaluatedAt }
}

const toEntry = ({ alertId: _, whyZh, ...entry }: AlertEntry): z.infer<typeof Entry> => ({ ...entry, why_zh: whyZh })
