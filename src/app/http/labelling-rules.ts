import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { compileRule, type LabellingRule, SIGNAL_NAMES } from '../../labels/labelling-rule.ts'
import type { KeptRule } from '../../labels/machine-desk.ts'
import { MAX_PATTERN_LENGTH } from '../../labels/rule-pattern.ts'
import { refuseUnknownLabel } from '../../labels/taxonomy.ts'
import { tryRule } from '../../loop/try-rule.ts'
import { TASKS } from '../../models/task.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const Pattern = z
  .string()
  .max(MAX_PATTERN_LENGTH)
  .describe('RE2 syntax, found anywhere in the message, upper and lower case alike.')
const Condition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pattern'), pattern: Pattern }),
  z.object({ kind: z.literal('no_pattern'), pattern: Pattern }),
  z.object({
    kind: z.literal('signal'),
    name: z.string().describe(`Behaviour or outcome of the conversation: ${SIGNAL_NAMES.join(', ')}.`),
    is: z.boolean(),
  }),
  z.object({ kind: z.literal('predicted'), label: Name, at_least: z.number().min(0).max(1).default(0) }),
])
const Draft = z.object({
  task: z.enum(TASKS),
  label: Name.describe('What it votes for when every condition holds; else it abstains.'),
  all: z.array(Condition).min(1).max(20),
  enabled: z.boolean().default(true),
  expected_precision: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe('Share of its votes that its author expects to be right; where the label model starts from.'),
  note: Text.nullish(),
})
const Rule = z.object({
  rule_id: z.string(),
  version: z.int(),
  task: z.enum(TASKS),
  label: z.string(),
  all: z.array(z.unknown()),
  enabled: z.boolean(),
  expected_precision: z.number(),
  note: z.string().nullable(),
  who: z.string(),
  at: z.int(),
  learned: z
    .object({ precision: z.number(), texts: z.int(), judged: z.int() })
    .nullable()
    .describe('What the label model of the last run made of it; null = it has not voted.'),
})
const Trial = z.object({
  texts: z.int(),
  votes: z.int().describe('Labelled texts that it votes on.'),
  right: z.int(),
  precision: z.number().nullable(),
  precision_low: z.number(),
  precision_high: z.number(),
  recall: z.number().nullable(),
  wrong_for: z.array(z.object({ label: z.string(), texts: z.int() })),
})
const RuleId = z.object({ rule_id: Name })

/** GET /v1/labelling-rules and /:id, PUT /:id, POST /v1/labelling-rules/trial. */
export function labellingRuleRoutes(app: App, { machine, labelDesk, clock }: Ports): void {
  app.get(
    '/v1/labelling-rules',
    {
      config: { scope: 'read' },
      schema: {
        description: 'The labelling rules as they are now, with what their votes turned out to be worth.',
        querystring: z.object({ task: z.enum(TASKS).optional() }),
        response: { 200: z.object({ rules: z.array(Rule) }) },
      },
    },
    async ({ query }) => {
      const learned = await learnedPrecision()
      const rules = (await machine.machine.rules()).filter(
        ({ task }) => query.task === undefined || task === query.task,
      )
      return { rules: rules.map((rule) => toRule(rule, learned)) }
    },
  )
  app.get(
    '/v1/labelling-rules/:rule_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'All versions of a rule, newest first.',
        params: RuleId,
        response: { 200: z.object({ versions: z.array(Rule) }) },
      },
    },
    async ({ params }) => {
      const versions = await machine.machine.ruleVersions(params.rule_id)
      if (versions.length === 0) throw noRule(params.rule_id)
      const learned = await learnedPrecision()
      return { versions: versions.map((rule) => toRule(rule, learned)) }
    },
  )
  app.put(
    '/v1/labelling-rules/:rule_id',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Adds a rule, or its next version (enabled false switches it off). A pattern that is not linear-time RE2 is refused.',
        params: RuleId,
        body: Draft.extend({ who: Name.optional() }),
        response: { 200: Rule },
      },
    },
    async ({ params, body, principal }) => {
      refuseUnknownLabel(await labelDesk.taxonomy(), body.task, body.label)
      for (;;) {
        const version = ((await machine.machine.ruleVersions(params.rule_id))[0]?.version ?? 0) + 1
        const rule = ruleOf(params.rule_id, version, body)
        compileRule(rule)
        const [who, at] = [body.who ?? principal, await clock.now()]
        if (await machine.machine.keepRule(rule, who, at)) return toRule({ ...rule, who, at }, new Map())
      }
    },
  )
  app.post(
    '/v1/labelling-rules/trial',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Tries the patterns of a rule on the texts that people have labelled: precision, recall, and what it takes for its label. Changes nothing.',
        body: Draft,
        response: { 200: Trial },
      },
    },
    async ({ body }) => {
      const trial = await tryRule(ruleOf('trial', 1, body), machine)
      return {
        texts: trial.texts,
        votes: trial.votes,
        right: trial.right,
        precision: trial.votes === 0 ? null : trial.right / trial.votes,
        precision_low: trial.precisionLow,
        precision_high: trial.precisionHigh,
        recall: trial.recall,
        wrong_for: [...trial.wrongFor],
      }
    },
  )

  async function learnedPrecision(): Promise<Learned> {
    const runs = await machine.machine.runs(20)
    const latest = TASKS.flatMap((task) => runs.find((run) => run.task === task) ?? [])
    return new Map(
      latest.flatMap(({ labelModel }) =>
        Object.entries(labelModel.precision).map(
          ([voter, precision]) => [voter, { precision, ...labelModel.votes[voter]! }] as const,
        ),
      ),
    )
  }
}

type Learned = ReadonlyMap<string, { precision: number; texts: number; judged: number }>

const ruleOf = (ruleId: string, version: number, body: z.infer<typeof Draft>): LabellingRule => ({
  ruleId,
  version,
  task: body.task,
  label: body.label,
  all: body.all.map((each) =>
    each.kind === 'predicted' ? { kind: each.kind, label: each.label, atLeast: each.at_least } : each,
  ),
  enabled: body.enabled,
  expectedPrecision: body.expected_precision,
  note: body.note ?? null,
})

const toRule = (rule: KeptRule, learned: Learned): z.infer<typeof Rule> => ({
  rule_id: rule.ruleId,
  version: rule.version,
  task: rule.task,
  label: rule.label,
  all: rule.all.map((each) =>
    each.kind === 'predicted' ? { kind: each.kind, label: each.label, at_least: each.atLeast } : each,
  ),
  enabled: rule.enabled,
  expected_precision: rule.expectedPrecision,
  note: rule.note,
  who: rule.who,
  at: rule.at,
  learned: learned.get(`rule:${rule.ruleId}`) ?? null,
})

const noRule = (id: string): LoopError =>
  new LoopError('LOOP_NO_RULE', `There is no labelling rule '${id}'. GET /v1/labelling-rules lists them.`, {
    status: 404,
  })
