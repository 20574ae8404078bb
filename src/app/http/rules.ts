import { z } from 'zod'
import { ruleDiff } from '../../admission/rule-diff.ts'
import { SIGNALS } from '../../admission/rules.ts'
import { SIGNAL_MEANINGS } from '../../admission/signals.ts'
import { restoreRules, type SavedRules, saveRules } from '../../loop/save-rules.ts'
import type { Ports } from '../wiring.ts'
import { DiffAnswer, TableForm, toDiff, toTable, toVersion, VersionAnswer } from './rules-form.ts'
import type { App } from './server.ts'
import { Person, Text } from './texts.ts'

const Version = z.coerce.number().int().min(1)
const About = z.object({
  parent: z
    .int()
    .min(1)
    .describe('The version that was read; 409 LOOP_RULES_CHANGED when another one is in force by now.'),
  comment: Text.min(1).describe('Why; shown in the history.'),
  who: Person.optional().describe('Left out = the name of the key or the account.'),
})
const Saved = z.object({
  rules: VersionAnswer,
  releases: z
    .array(
      z.object({
        revision: z.int().describe('Line of the release ledger.'),
        assistant_id: z.string().nullable().describe('null = the default'),
        live: z.string().nullable().describe('The bundle that is live now; it differs in its rules alone.'),
      }),
    )
    .describe('Live bundles that took the rules up at once, without a canary.'),
})

/** GET and PUT /v1/rules, GET /v1/rules/versions, /versions/:version and /diff, POST /v1/rules/restore. */
export function ruleRoutes(app: App, ports: Ports): void {
  readRoutes(app, ports)
  compareRoute(app, ports)
  writeRoutes(app, ports)
}

function readRoutes(app: App, { rules, clock }: Ports): void {
  app.get(
    '/v1/rules',
    {
      config: { scope: 'read' },
      schema: {
        description: 'The admission rules in force, and the signals that a rule may ask for.',
        response: {
          200: z.object({
            now: z.int(),
            rules: VersionAnswer,
            signals: z.array(
              z.object({
                signal: z.enum(SIGNALS),
                kind: z
                  .enum(['feature', 'flag'])
                  .describe('A feature has a window and is unknown until it closes; a flag is known with the events.'),
                meaning: z.string().describe('What it says of a conversation when it is true.'),
              }),
            ),
          }),
        },
      },
    },
    async () => ({
      now: await clock.now(),
      rules: toVersion(await rules.current()),
      signals: SIGNAL_MEANINGS.map((each) => ({ ...each })),
    }),
  )
  app.get(
    '/v1/rules/versions',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Every version of the admission rules, newest first. Version 1 is built in.',
        querystring: z.object({
          before: Version.optional().describe('Only versions below this one: `next` of the page before.'),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: {
          200: z.object({
            versions: z.array(VersionAnswer),
            next: z.int().nullable().describe('Give it as `before` for the next page; null = this is the last.'),
          }),
        },
      },
    },
    async ({ query: { before, limit } }) => {
      const versions = await rules.versions(limit, before)
      const last = versions.at(-1)?.version ?? 1
      return { versions: versions.map(toVersion), next: last === 1 ? null : last }
    },
  )
  app.get(
    '/v1/rules/versions/:version',
    {
      config: { scope: 'read' },
      schema: {
        description: 'One version of the admission rules.',
        params: z.object({ version: Version }),
        response: { 200: VersionAnswer },
      },
    },
    async ({ params }) => toVersion(await rules.version(params.version)),
  )
}

function compareRoute(app: App, { rules }: Ports): void {
  app.get(
    '/v1/rules/diff',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What makes one version of the admission rules of another.',
        querystring: z.object({ from: Version, to: Version }),
        response: { 200: DiffAnswer },
      },
    },
    async ({ query: { from, to } }) => toDiff(from, to, ruleDiff(await rules.version(from), await rules.version(to))),
  )
}

function writeRoutes(app: App, { rules, learning, clock, maskText }: Ports): void {
  const ports = { rules, registry: learning.ports.registry, partsOf: learning.rulePartsOf }
  app.put(
    '/v1/rules',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Saves the admission rules as the next version. Conversations that are not drawn yet are judged by it from now on; those that are keep their draw and its rules. The live bundle takes it up at once.',
        body: TableForm.extend(About.shape).strict(),
        response: { 200: Saved },
      },
    },
    async ({ body, principal }) => {
      const { parent, comment, who = principal } = body
      const table = toTable(body, await rules.version(parent))
      const masked = table.rules.map((rule) => ({ ...rule, note: rule.note === null ? null : maskText(rule.note) }))
      const order = { parent, who, recordedBy: principal, comment: maskText(comment) }
      return toSaved(await saveRules({ ...table, rules: masked }, order, ports, await clock.now()))
    },
  )
  app.post(
    '/v1/rules/restore',
    {
      config: { scope: 'train' },
      schema: {
        description: 'Saves what an older version said as the next version.',
        body: About.extend({ version: z.int().min(1).describe('The version to bring back.') }).strict(),
        response: { 200: Saved },
      },
    },
    async ({ body: { version, parent, comment, who }, principal }) => {
      const order = { parent, who: who ?? principal, recordedBy: principal, comment: maskText(comment) }
      return toSaved(await restoreRules(version, order, ports, await clock.now()))
    },
  )
}

const toSaved = ({ rules, releases }: SavedRules): z.infer<typeof Saved> => ({
  rules: toVersion(rules),
  releases: releases.map(({ revision, assistant, live }) => ({ revision, assistant_id: assistant, live })),
})
