import { z } from 'zod'
import type { Standing } from '../../monitoring/loop-counts.ts'
import { isApproved } from '../../releases/ramp.ts'
import { recordOf } from '../../steering/turn.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const WEEK_MS = 7 * 86_400_000
const At = z.int().describe("epoch milliseconds of the data's clock")
const Bundle = z.string()

const NEEDS = [
  'alerts_firing',
  'broken_bundle',
  'run_failed',
  'candidate_waits',
  'approval_waits',
  'canary_paused',
  'loop_paused',
  'step_waits',
  'labels_wait',
  'queue_empty',
  'events_set_aside',
  'alerts_untold',
  'intents_proposed',
] as const
const Need = z.object({
  kind: z.enum(NEEDS),
  severity: z.enum(['info', 'warning', 'critical']),
  count: z.int().describe('How many there are of it.'),
  since: At.nullable().describe('null = not kept'),
  id: z.string().nullable().describe('What it is about: a bundle, a training run, a turn of the loop.'),
  text: z.string().nullable().describe('What is waited for, in the words of the loop.'),
})
type Need = z.infer<typeof Need>

const Answer = z.object({
  now: At,
  clock: z.enum(['live', 'replay']),
  events: z.object({
    count: z.int().describe('Accepted in the last `window_ms`.'),
    window_ms: z.int(),
    latest_at: At.nullable(),
  }),
  conversations: z.object({
    open: z.int().describe('Not closed yet.'),
    since: At.describe('The three figures below are of sampling windows that ended after it: a week.'),
    decided: z.int().describe('Eligible, and known whether flagged.'),
    flagged: z.int(),
    drawn: z.int().describe('Drawn for review, flagged or as control.'),
  }),
  labels: z.object({
    waiting: z.int(),
    leased: z.int().describe('Of those, held by somebody now.'),
  }),
  snapshot: z
    .object({ snapshot_id: z.string(), at: At, labels_since: z.int().describe('Answers of people since then.') })
    .nullable(),
  gate: z.object({ bundle: Bundle, verdict: z.enum(['pass', 'refuse', 'inconclusive']), at: At }).nullable(),
  live: z.object({
    bundle: Bundle.nullable().describe('The default of assistants without releases of their own.'),
    canary: z.object({ bundle: Bundle, share: z.number(), paused: z.boolean() }).nullable(),
    own: z.int().describe('Assistants with releases of their own.'),
  }),
  turn: z.object({ turn_id: z.string(), step: z.string() }).nullable().describe('The turn of the loop that is open.'),
  assistants: z.array(z.string()).describe('Those of which there are series.'),
  needs: z.array(Need).describe('What stands still until a person does something, most urgent first.'),
})

/** GET /v1/overview: the loop at a glance. */
export function overviewRoutes(app: App, ports: Ports): void {
  const { overview, clock, learning, loop } = ports
  app.get(
    '/v1/overview',
    {
      config: { scope: 'read' },
      schema: {
        description: 'The loop at a glance: how many stand at each station, what is live, and what needs a person now.',
        response: { 200: Answer },
      },
    },
    async () => {
      const now = await clock.now()
      const since = now - WEEK_MS
      const [counts, standing, assistants, states, policy, open, paused] = await Promise.all([
        overview.counts(now, since),
        overview.standing(now),
        overview.assistants(),
        learning.ports.registry.states(),
        learning.ports.policies.policy(null),
        loop.ports.turns.open(),
        loop.ports.turns.paused(),
      ])
      const { live, canary, approval } = states.byDefault
      const { openConversations, decided, flagged, drawn, waiting, leased, snapshot, verdict, events } = counts
      const wants = canary !== null && !isApproved(approval, canary.bundle, 'live', canary.startedBy, policy.approval)
      return {
        now,
        clock: clock.mode,
        events: { count: events.count, window_ms: events.windowMs, latest_at: events.latestAt },
        conversations: { open: openConversations, since, decided, flagged, drawn },
        labels: { waiting, leased },
        snapshot: snapshot && { snapshot_id: snapshot.id, at: snapshot.at, labels_since: snapshot.labelsSince },
        gate: verdict,
        live: {
          bundle: live,
          canary: canary && { bundle: canary.bundle, share: canary.share, paused: canary.paused },
          own: states.own.size,
        },
        turn: open && { turn_id: open.turnId, step: open.step },
        assistants,
        needs: [
          ...ofReleases(standing, [...learning.desk.served.broken.keys()]),
          ...(wants ? [need('approval_waits', 'warning', { id: canary.bundle, since: canary.since })] : []),
          ...(canary?.paused ? [need('canary_paused', 'warning', { id: canary.bundle, since: canary.since })] : []),
          ...(paused
            ? [need('loop_paused', 'warning', { since: paused.since, text: `${paused.who}: ${paused.why}` })]
            : []),
          ...stuck(open),
          ...(waiting > 0 ? [need('labels_wait', 'info', { count: waiting })] : [need('queue_empty', 'info', {})]),
          ...ofUpkeep(standing),
        ].sort((a, b) => URGENCY.indexOf(a.severity) - URGENCY.indexOf(b.severity)),
      }
    },
  )
}

const URGENCY: readonly Need['severity'][] = ['critical', 'warning', 'info']

const need = (kind: Need['kind'], severity: Need['severity'], more: Partial<Need>): Need => ({
  ...{ kind, severity, count: 1, since: null, id: null, text: null },
  ...more,
})

function ofReleases({ firing, failedRun, candidates }: Standing, broken: readonly string[]): Need[] {
  return [
    ...URGENCY.filter((severity) => firing[severity] > 0).map((severity) =>
      need('alerts_firing', severity, { count: firing[severity] }),
    ),
    ...broken.map((id) => need('broken_bundle', 'critical', { id })),
    ...(failedRun ? [need('run_failed', 'warning', { id: failedRun.id, since: failedRun.at })] : []),
    ...candidates.map(({ bundle, at }) => need('candidate_waits', 'warning', { id: bundle, since: at })),
  ]
}

/** A step that says what it waits for, and not until when, waits for a person. */
function stuck(open: Awaited<ReturnType<Ports['loop']['ports']['turns']['open']>>): Need[] {
  if (open === null) return []
  const step = recordOf(open)
  if (step === undefined || step.waitsFor === null || step.waitsUntil !== null) return []
  return [need('step_waits', 'warning', { id: open.turnId, since: step.startedAt, text: step.waitsFor })]
}

function ofUpkeep({ setAside, undelivered, proposals }: Standing): Need[] {
  return [
    ...(setAside > 0 ? [need('events_set_aside', 'critical', { count: setAside })] : []),
    ...(undelivered > 0 ? [need('alerts_untold', 'warning', { count: undelivered })] : []),
    ...(proposals > 0 ? [need('intents_proposed', 'info', { count: proposals })] : []),
  ]
}
