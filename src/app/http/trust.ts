import { z } from 'zod'
import { lookForPoison } from '../../loop/watch-poison.ts'
import { TRUST_ACTIONS, TRUST_STATES, type TrustCase } from '../../monitoring/trust-case.ts'
import { TRUST_KINDS } from '../../monitoring/trust-kind.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name, Person, Text } from './texts.ts'

const Case = z.object({
  case_id: z.string(),
  kind: z.enum(TRUST_KINDS),
  task: z.string().nullable().describe('null = all tasks.'),
  subject: z.string().describe('The annotator, the user, or the hash of the phrase.'),
  label: z.string().nullable().describe('What it is called; null = everything is in doubt.'),
  state: z
    .enum(TRUST_STATES)
    .describe('held: kept out of training, nobody has decided; confirmed: kept out for good; released: sound.'),
  suspected: z.boolean().describe('The last look still found it.'),
  opened_at: z.int(),
  seen_at: z.int(),
  figures: z.record(z.string(), z.number()).describe('What the suspicion rests on.'),
  names: z.record(z.string(), z.string()).describe('Labels, annotators and signs that it is about.'),
  texts: z.array(z.string()).describe('Event ids of a few messages that show it.'),
})
const Decision = z.object({
  action: z.enum(TRUST_ACTIONS),
  who: z.string(),
  recorded_by: z.string(),
  why: z.string(),
  at: z.int(),
})
const Params = z.object({ case_id: z.string() })

/** /v1/trust/cases: what may be poisoned, and what people decide about it. */
export function trustRoutes(app: App, { watching: { ports }, clock, maskText }: Ports): void {
  const { trust } = ports.poison
  app.get(
    '/v1/trust/cases',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Annotators, users and phrases that the watch suspects of poisoning labels or feedback, newest first. What is held or confirmed is kept out of snapshots and of the gold set.',
        querystring: z.object({
          kind: z.enum(TRUST_KINDS).optional(),
          state: z.enum(TRUST_STATES).optional(),
          after: Name.optional().describe('`next` of the page before.'),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: { 200: z.object({ cases: z.array(Case), next: z.string().nullable() }) },
      },
    },
    async ({ query: { kind, state, after, limit } }) => {
      const cases = await trust.list({ kind: kind ?? null, state: state ?? null, after: after ?? null, limit })
      return { cases: cases.map(toCase), next: cases.length === limit ? cases.at(-1)!.caseId : null }
    },
  )
  app.get(
    '/v1/trust/cases/:case_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'One case with its decisions, newest first.',
        params: Params,
        response: { 200: z.object({ case: Case, decisions: z.array(Decision) }) },
      },
    },
    async ({ params: { case_id } }) => ({
      case: toCase(await trust.get(case_id)),
      decisions: (await trust.decisions(case_id)).map(({ recordedBy, ...rest }) => ({
        ...rest,
        recorded_by: recordedBy,
      })),
    }),
  )
  app.post(
    '/v1/trust/cases/:case_id',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'confirm: it stays out of training. release: it is sound, and counts again from the next snapshot on. hold: back to undecided, kept out. Each can be taken back by another. To have the answers of an annotator given again, withdraw them (POST /v1/label-withdrawals).',
        params: Params,
        body: z.object({ action: z.enum(TRUST_ACTIONS), who: Person, why: Text.min(1) }).strict(),
        response: { 200: z.object({ case: Case }) },
      },
    },
    async ({ params: { case_id }, body: { action, who, why }, principal }) => {
      const decision = { action, who, why: maskText(why), recordedBy: principal, at: await clock.now() }
      return { case: toCase(await trust.decide(case_id, decision)) }
    },
  )
}

const Look = z.object({
  at: z.int(),
  annotators: z.array(
    z.object({
      annotator: z.string().describe('`machine` = labels that rules and models gave.'),
      task: z.string(),
      suspected: z.boolean(),
      evidence: z.number().describe('Natural logarithm of the e-value; above 0 speaks against him.'),
      kinds: z.array(
        z.object({
          kind: z
            .enum(['gold', 'peers', 'witness'])
            .describe('Against the adjudicator, against colleagues, against the nearest texts that others labelled.'),
          trials: z.int(),
          contradicted: z.int(),
          rate: z.number(),
          low: z.number(),
          high: z.number(),
          usual: z.number().describe('Up to this rate it is usual.'),
        }),
      ),
      worst: z
        .object({
          expected: z.string(),
          instead: z.string().nullable(),
          trials: z.int(),
          contradicted: z.int(),
        })
        .nullable()
        .describe('The label on which he stands out most.'),
    }),
  ),
  users: z.array(
    z.object({
      user_id: z.string(),
      sign: z.enum(['negative', 'positive', 'clicks', 'weight']),
      count: z.int(),
      of: z.int(),
      rate: z.number(),
      usual: z.number(),
    }),
  ),
  duplicates: z.array(
    z.object({
      task: z.string(),
      labels: z.record(z.string(), z.number()),
      users: z.int(),
      texts: z.array(z.string()).describe('Event ids of the first 20.'),
    }),
  ),
})

/** POST /v1/trust/look: looks now, with all that was seen, suspicious or not. */
export function trustLookRoutes(app: App, { watching: { ports }, clock }: Ports): void {
  app.post(
    '/v1/trust/look',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Looks for poisoning now (the watch does so each hour), opens cases, and gives back what was seen of every annotator, of users that stand out, and of near-duplicate texts.',
        response: { 200: Look },
      },
    },
    async () => {
      const { at, sources, users, duplicates } = await lookForPoison(
        await clock.now(),
        ports.poison,
        new AbortController().signal,
      )
      return {
        at,
        annotators: sources.map(({ source, task, suspected, lnEvidence, kinds, worst }) => ({
          ...{ annotator: source, task, suspected, evidence: Math.max(-1e3, Math.min(1e3, lnEvidence)) },
          kinds: kinds.map((each) => ({ ...each })),
          worst,
        })),
        users: users.map(({ userId, p: _, adjusted: __, ...rest }) => ({ user_id: userId, ...rest })),
        duplicates: duplicates.map((each) => ({ ...each, texts: [...each.texts], labels: { ...each.labels } })),
      }
    },
  )
}

const toCase = ({ caseId, openedAt, seenAt, evidence, task, label, ...rest }: TrustCase): z.infer<typeof Case> => ({
  ...rest,
  ...{ case_id: caseId, opened_at: openedAt, seen_at: seenAt },
  ...{ task: task === '' ? null : task, label: label === '' ? null : label },
  ...{ figures: { ...evidence.figures }, names: { ...evidence.names }, texts: [...evidence.texts] },
})
