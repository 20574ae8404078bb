import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import {
  DEFAULT_RETENTION,
  type RetentionFinding,
  type RetentionInForce,
  type RetentionPolicy,
  refuseBadPolicy,
  WIRE_NAMES,
} from '../../privacy/retention.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Days = z.int().nullable()
const Policy = z.object({
  event_days: Days.describe('events with their texts; rows, samples and labels stay. At least 8'),
  decision_days: Days.describe('what was answered to whom. At least 8'),
  remark_days: Days.describe('remarks and better replies of labels'),
  backup_days: Days.describe('backup files, where salesloop wrote them'),
  server_log_days: Days.describe('lines of the embedded PostgreSQL’s log'),
})
const InForce = z.object({
  version: z.int().describe('0 = the default'),
  policy: Policy,
  who: z.string().nullable(),
  why: z.string().nullable(),
  at: z.int().nullable(),
})
const Finding = z.object({
  kind: z.enum(['event_days', 'decision_days', 'remark_days', 'backup_days', 'server_log_days']),
  removed: z.int(),
  unit: z.string(),
  kept: z.array(z.object({ count: z.int(), why: z.string() })).describe('old enough, and kept all the same'),
})

/** GET and PUT /v1/retention, POST /v1/retention/runs. */
export function retentionRoutes(app: App, { retention, clock }: Ports): void {
  app.get(
    '/v1/retention',
    {
      config: { scope: 'read' },
      schema: {
        description: 'How many days each kind of data is kept; null = until somebody removes it.',
        response: { 200: InForce.extend({ default: Policy }) },
      },
    },
    async () => ({ ...shownPolicy(await retention.retention.policy()), default: toWire(DEFAULT_RETENTION) }),
  )
  app.put(
    '/v1/retention',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Changes the days; what is not named stays. Applied within the hour, or at once by POST /v1/retention/runs.',
        body: Policy.partial().extend({ who: Name, why: z.string().min(1).max(2000) }),
        response: { 200: InForce },
      },
    },
    async ({ body: { who, why, ...days }, principal }) => {
      const { policy } = await retention.retention.policy()
      const named = Object.fromEntries(Object.entries(days).filter(([, value]) => value !== undefined))
      const next = fromWire({ ...toWire(policy), ...named })
      refuseBadPolicy(next)
      await retention.retention.change(next, { who, why, recordedBy: principal }, await clock.now())
      return shownPolicy(await retention.retention.policy())
    },
  )
  app.post(
    '/v1/retention/runs',
    {
      config: { scope: 'admin' },
      schema: {
        description: 'Applies the policy now. With "dry_run": true it says what would go, and what stays and why.',
        body: z.object({ dry_run: z.boolean().default(false) }),
        response: { 200: z.object({ dry_run: z.boolean(), findings: z.array(Finding) }) },
      },
    },
    async ({ body: { dry_run } }) => {
      const findings = await retention.run(dry_run)
      if (findings === null) {
        throw new LoopError(
          'LOOP_RETENTION_RUNS',
          'Another process is applying the retention policy. Ask again later.',
          {
            status: 409,
          },
        )
      }
      return { dry_run, findings: findings.map(shownFinding) }
    },
  )
}

type WirePolicy = z.infer<typeof Policy>
const toWire = (policy: RetentionPolicy): WirePolicy => ({
  event_days: policy.eventDays,
  decision_days: policy.decisionDays,
  remark_days: policy.remarkDays,
  backup_days: policy.backupDays,
  server_log_days: policy.serverLogDays,
})
const fromWire = (policy: WirePolicy): RetentionPolicy => ({
  eventDays: policy.event_days,
  decisionDays: policy.decision_days,
  remarkDays: policy.remark_days,
  backupDays: policy.backup_days,
  serverLogDays: policy.server_log_days,
})
const shownPolicy = ({ version, policy, who, why, at }: RetentionInForce) => ({
  ...{ version, who, why, at },
  policy: toWire(policy),
})
const shownFinding = ({ kind, removed, unit, kept }: RetentionFinding) => ({
  ...{ removed, unit },
  kind: WIRE_NAMES[kind],
  kept: [...kept],
})
