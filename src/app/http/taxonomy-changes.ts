import { z } from 'zod'
import { TAXONOMY_TASKS, type TaxonomyLabel } from '../../labels/taxonomy.ts'
import { CHANGE_KINDS, type TaxonomyChange } from '../../labels/taxonomy-change.ts'
import type { KeptChange } from '../../labels/taxonomy-store.ts'
import { type ChangePreview, changeTaxonomy, previewChange } from '../../loop/change-taxonomy.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { GivenLabel, Label, LabelInFull, labelAnswer, TaxonomyLists, taxonomyLists } from './taxonomy.ts'
import { Name, Text } from './texts.ts'

const Part = z.object({ pattern: z.string().nullish().describe('RE2 pattern: which old texts belong to this part.') })
const Change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add'), label: GivenLabel }),
  z.object({ kind: z.literal('describe'), label: LabelInFull }),
  z.object({ kind: z.literal('rename'), from: Name, label: GivenLabel }),
  z.object({ kind: z.literal('merge'), from: z.array(Name).min(1).max(100), label: GivenLabel }),
  z.object({
    kind: z.literal('split'),
    from: Name,
    into: z
      .array(z.union([Name.transform((id) => ({ id, pattern: null })), z.looseObject({ id: Name, ...Part.shape })]))
      .min(2)
      .max(50),
  }),
  z.object({ kind: z.literal('retire'), from: Name }),
])
const Order = z.object({
  task: z.enum(TAXONOMY_TASKS),
  change: Change,
  version: z.int().optional().describe('Version that the change was made from; refused when it is not current.'),
  who: Name.optional(),
  why: Text.default(''),
})
const Preview = z.object({
  version: z.int().describe('The version that the change would make.'),
  use: z.array(
    z.object({
      label: z.string(),
      turns: z.int().describe('Turns that people labelled so.'),
      examples: z.int(),
      gold_items: z.int(),
      machine_labels: z.int(),
    }),
  ),
  rules: z.array(z.object({ rule_id: z.string(), label: z.string() })).describe('Labelling rules that vote for it.'),
  bundles: z
    .array(z.object({ bundle: z.string(), live: z.boolean(), translated: z.boolean() }))
    .describe('Bundles whose models say it. translated: answers are renamed; else they are not released any more.'),
  resolved_by_rule: z.int().describe('Of a split: texts that one pattern fits.'),
  back_to_people: z.int().describe('Of a split: texts that return to people (GET /v1/text-tasks).'),
})
const ShownChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['add', 'describe']), label: Label }),
  z.object({ kind: z.literal('rename'), from: z.string(), label: Label }),
  z.object({ kind: z.literal('merge'), from: z.array(z.string()), label: Label }),
  z.object({
    kind: z.literal('split'),
    from: z.string(),
    into: z.array(Label.extend({ pattern: z.string().nullable() })),
  }),
  z.object({ kind: z.literal('retire'), from: z.string() }),
])
const Kept = z.object({
  version: z.int(),
  task: z.enum(TAXONOMY_TASKS),
  kind: z.enum(CHANGE_KINDS),
  change: ShownChange,
  who: z.string(),
  why: z.string(),
  at: z.int(),
})

/** POST /v1/taxonomy/changes, POST /v1/taxonomy/changes/preview, GET /v1/taxonomy/changes. */
export function taxonomyChangeRoutes(app: App, { machine, offerLiveLabels, clock }: Ports): void {
  app.post(
    '/v1/taxonomy/changes/preview',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What a change would touch: labels, gold items, models, rules. Changes nothing.',
        body: Order,
        response: { 200: Preview },
      },
    },
    async ({ body }) => {
      await offerLiveLabels(await clock.now())
      return toPreview(await previewChange(body.task, changeOf(body.change), machine))
    },
  )
  app.post(
    '/v1/taxonomy/changes',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Adds, describes, renames, merges, splits or retires a label. Old labels keep what was said and are read under the new version; after a split they return to people, or follow the pattern of one part.',
        body: Order,
        response: { 201: TaxonomyLists },
      },
    },
    async ({ body, principal }, reply) => {
      const { task, version, who, why } = body
      const order = { task, change: changeOf(body.change), from: version ?? null, who: who ?? principal, why }
      const now = await clock.now()
      await offerLiveLabels(now)
      return reply.code(201).send(taxonomyLists(await changeTaxonomy(order, machine, now)))
    },
  )
  app.get(
    '/v1/taxonomy/changes',
    {
      config: { scope: 'read' },
      schema: {
        description: 'What was changed, newest first.',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
        response: { 200: z.object({ changes: z.array(Kept) }) },
      },
    },
    async ({ query }) => ({ changes: (await machine.versions.changes(query.limit)).map(toKept) }),
  )
}

function changeOf(given: z.infer<typeof Change>): TaxonomyChange {
  if (given.kind !== 'split') return given
  const into = given.into.map(({ pattern, ...label }) => ({
    ...(LabelInFull.parse(label) as TaxonomyLabel),
    pattern: pattern ?? null,
  }))
  return { kind: 'split', from: given.from, into }
}

const toPreview = (preview: ChangePreview): z.infer<typeof Preview> => ({
  version: preview.next.version,
  use: preview.use.map(({ label, turns, examples, goldItems, machineLabels }) => ({
    label,
    turns,
    examples,
    gold_items: goldItems,
    machine_labels: machineLabels,
  })),
  rules: preview.rules.map(({ ruleId, label }) => ({ rule_id: ruleId, label })),
  bundles: preview.bundles.map((each) => ({ ...each })),
  resolved_by_rule: preview.resolvedByRule,
  back_to_people: preview.backToPeople,
})

const toKept = ({ version, task, change, who, why, at }: KeptChange): z.infer<typeof Kept> => ({
  version,
  task,
  kind: change.kind,
  change: shownChange(change),
  who,
  why,
  at,
})

function shownChange(change: TaxonomyChange): z.infer<typeof ShownChange> {
  if (change.kind === 'retire') return change
  if (change.kind === 'split') {
    return { ...change, into: change.into.map((part) => ({ ...labelAnswer(part), pattern: part.pattern })) }
  }
  const label = labelAnswer(change.label)
  return change.kind === 'merge' ? { ...change, from: [...change.from], label } : { ...change, label }
}
