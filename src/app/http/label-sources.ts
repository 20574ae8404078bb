import { z } from 'zod'
import { errorRateOf, type SourceCount } from '../../labels/label-source.ts'
import { TASKS } from '../../models/task.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const RULE = 'rule:'

const Source = z.object({
  voter: z.string(),
  kind: z.enum(['rule', 'model']),
  rule_id: z.string().nullable(),
  label: z.string().nullable().describe('What a rule votes for; null = a model, which says many.'),
  state: z
    .enum(['on', 'off', 'not_voted'])
    .describe('on: takes part in runs; off: the rule is switched off; not_voted: no vote of it lies here.'),
  votes: z.int(),
  conversations: z.int(),
  coverage: z
    .number()
    .nullable()
    .describe('Share of the messages that runs looked at which got a proposal with a vote of it.'),
  proposed: z.int().describe('Votes that became the proposed label.'),
  accepted: z.int().describe('Of these, labels that count without a person.'),
  audits: z.int().describe('Its votes that people judged blind.'),
  wrong: z.int(),
  error_rate: z.number().nullable().describe('Each audit weighs as many votes as it stands for; null = none yet.'),
  low: z.number(),
  high: z.number(),
  last_vote_at: z.int().nullable(),
  last_audit_at: z.int().nullable(),
})
type Source = z.infer<typeof Source>

/** GET /v1/label-sources. */
export function labelSourceRoutes(app: App, { labelling: { sources }, machine }: Ports): void {
  app.get(
    '/v1/label-sources',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Everything that labels without a person (rules, models by band of confidence, neighbours by band of similarity) with how often it is wrong, measured by blind audits, with a 95 % interval.',
        querystring: z.object({ task: z.enum(TASKS).default('intent') }),
        response: { 200: z.object({ task: z.enum(TASKS), texts: z.int(), sources: z.array(Source) }) },
      },
    },
    async ({ query: { task } }) => {
      const [counts, rules, texts] = await Promise.all([
        sources.counts(task),
        machine.machine.rules(),
        sources.texts(task),
      ])
      const own = new Map(rules.filter((rule) => rule.task === task).map((rule) => [RULE + rule.ruleId, rule]))
      const voted = counts.map((count) => sourceAnswer(count, texts, own.get(count.voter)))
      const seen = new Set(counts.map(({ voter }) => voter))
      const silent = [...own].filter(([voter]) => !seen.has(voter)).map(([, rule]) => silentRule(rule))
      return { task, texts, sources: [...voted, ...silent] }
    },
  )
}

type Rule = { readonly ruleId: string; readonly label: string; readonly enabled: boolean }

function sourceAnswer(count: SourceCount, texts: number, rule: Rule | undefined): Source {
  const { rate, low, high } = errorRateOf(count)
  const isRule = count.voter.startsWith(RULE)
  return {
    voter: count.voter,
    kind: isRule ? 'rule' : 'model',
    rule_id: isRule ? count.voter.slice(RULE.length) : null,
    label: rule?.label ?? null,
    state: rule?.enabled === false ? 'off' : 'on',
    votes: count.votes,
    conversations: count.conversations,
    coverage: texts === 0 ? null : Math.min(1, count.votes / texts),
    proposed: count.proposed,
    accepted: count.accepted,
    audits: count.audits,
    wrong: count.wrong,
    error_rate: rate,
    low,
    high,
    last_vote_at: count.lastVoteAt,
    last_audit_at: count.lastAuditAt,
  }
}

const silentRule = ({ ruleId, label, enabled }: Rule): Source => ({
  voter: RULE + ruleId,
  kind: 'rule',
  rule_id: ruleId,
  label,
  state: enabled ? 'not_voted' : 'off',
  votes: 0,
  conversations: 0,
  coverage: null,
  proposed: 0,
  accepted: 0,
  audits: 0,
  wrong: 0,
  error_rate: null,
  low: 0,
  high: 1,
  last_vote_at: null,
  last_audit_at: null,
})
