import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { TAXONOMY_TASKS, type Taxonomy, type TaxonomyLabel } from '../../labels/taxonomy.ts'
import { type DroppedLabel, labelsInUse, replaceTaxonomy } from '../../loop/replace-taxonomy.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

export const Label = z.object({
  id: Name.describe('What events, labels and models carry.'),
  name_en: Name.nullable(),
  name_zh: Name.nullable(),
  definition_en: Text.nullish().describe('When this label applies, and when not.'),
  definition_zh: Text.nullish(),
  examples: z.array(Name).max(50).optional().describe('Event ids of messages that show it.'),
})
/** A label as people give it: the id alone, or with names, definition and examples. */
export const LabelInFull = z
  .object({
    id: Name,
    name_en: Name.nullish(),
    name_zh: Name.nullish(),
    definition_en: Text.nullish(),
    definition_zh: Text.nullish(),
    examples: z.array(Name).max(50).optional().describe('Event ids of messages that show it.'),
  })
  .transform(
    (given): TaxonomyLabel => ({
      id: given.id,
      nameEn: given.name_en ?? null,
      nameZh: given.name_zh ?? null,
      ...(given.definition_en !== undefined && { definitionEn: given.definition_en }),
      ...(given.definition_zh !== undefined && { definitionZh: given.definition_zh }),
      ...(given.examples && { examples: given.examples }),
    }),
  )
export const GivenLabel = z.union([
  Name.transform((id): TaxonomyLabel => ({ id, nameEn: null, nameZh: null })),
  LabelInFull,
])
const GivenLabels = z.array(GivenLabel).max(2000)

export const TaxonomyLists = z.object({
  version: z.int(),
  intent: z.array(Label),
  objection: z.array(Label),
  style: z.array(Label).describe('How a reply may be worded.'),
})
const Moved = z.object({
  task: z.enum(TAXONOMY_TASKS),
  id: z.string(),
  kind: z.enum(['to', 'split', 'retired']),
  to: z.array(z.string()).describe('What it became; several after a split, none after it was retired.'),
  version: z.int().describe('The version that gave it up.'),
})

const Whole = TaxonomyLists.extend({
  decided: z
    .array(z.enum(TAXONOMY_TASKS))
    .describe('Tasks whose list PUT /v1/taxonomy set: what models say beyond it is not added.'),
  given_up: z.array(Moved),
})
const InUse = z.object({
  task: z.enum(TAXONOMY_TASKS),
  label: z.string(),
  turns: z.int().describe('Turns that people labelled so, under this or an earlier name.'),
  examples: z.int(),
  gold_items: z.int(),
  machine_labels: z.int(),
  models: z.array(z.string()).describe('Models that answer customers now and say it.'),
  rules: z.array(z.string()).describe('Labelling rules that vote for it.'),
})
const Refused = z.object({ code: z.string(), message: z.string() })
const Lists = z.object({
  version: z.int().optional().describe('The version that the lists were made from; refused when it is not current.'),
  intent: GivenLabels.optional().describe('An empty list leaves the labels to the models again.'),
  objection: GivenLabels.optional(),
  style: GivenLabels.optional().describe('How a reply may be worded.'),
  force: z.boolean().default(false).describe('Retires the labels in use that the lists leave out.'),
  who: Name.optional().describe('Absent: the key.'),
  why: Text.default('').describe('Stands beside the retirements.'),
})

/** GET and PUT /v1/taxonomy. */
export function taxonomyRoutes(app: App, { labelDesk: desk, machine, offerLiveLabels, clock }: Ports): void {
  app.get(
    '/v1/taxonomy',
    {
      config: { scope: 'any' },
      schema: {
        description:
          'What annotators may choose, per task, now or in an earlier version, and what became of labels that were given up.',
        querystring: z.object({ version: z.coerce.number().int().min(0).optional() }),
        response: { 200: Whole },
      },
    },
    async ({ query }) => {
      if (query.version === undefined) await offerLiveLabels(await clock.now())
      const taxonomy = query.version === undefined ? await desk.taxonomy() : await machine.versions.at(query.version)
      if (taxonomy === null) throw noTaxonomyVersion(query.version ?? 0, (await desk.taxonomy()).version)
      return wholeAnswer(taxonomy)
    },
  )
  app.put(
    '/v1/taxonomy',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Replaces the lists that are given, and decides them: models add nothing to them any more. A list that leaves out a label in use is refused with 409 LOOP_LABELS_IN_USE, which says what hangs on it; with `force` such labels are retired, each by a recorded change. To rename, merge or split a label so that old labels follow, send POST /v1/taxonomy/changes instead.',
        body: Lists,
        response: {
          200: Whole,
          409: Refused.extend({ details: z.object({ labels: z.array(InUse) }).optional() }),
          '4xx': Refused,
        },
      },
    },
    async ({ body, principal }, reply) => {
      const { version, intent, objection, style, force, who, why } = body
      const lists = { intent: intent ?? null, objection: objection ?? null, style: style ?? null }
      const order = { lists, from: version ?? null, force, who: who ?? principal, why }
      const now = await clock.now()
      await offerLiveLabels(now)
      const done = await replaceTaxonomy(order, machine, now)
      if (done.kind === 'replaced') return wholeAnswer(done.taxonomy)
      const { code, message } = labelsInUse(done.dropped)
      return reply.code(409).send({ code, message, details: { labels: done.dropped.map(inUse) } })
    },
  )
}

const wholeAnswer = (taxonomy: Taxonomy): z.infer<typeof Whole> => ({
  ...taxonomyLists(taxonomy),
  decided: [...(taxonomy.decided ?? [])],
  given_up: givenUp(taxonomy),
})

const inUse = ({ goldItems, machineLabels, models, rules, ...use }: DroppedLabel): z.infer<typeof InUse> => ({
  ...use,
  gold_items: goldItems,
  machine_labels: machineLabels,
  models: [...models],
  rules: [...rules],
})

export const taxonomyLists = ({ version, tasks }: Taxonomy): z.infer<typeof TaxonomyLists> => ({
  version,
  intent: tasks.intent.map(labelAnswer),
  objection: tasks.objection.map(labelAnswer),
  style: (tasks.style ?? []).map(labelAnswer),
})

export const labelAnswer = (label: TaxonomyLabel): z.infer<typeof Label> => ({
  id: label.id,
  name_en: label.nameEn,
  name_zh: label.nameZh,
  ...(label.definitionEn && { definition_en: label.definitionEn }),
  ...(label.definitionZh && { definition_zh: label.definitionZh }),
  ...(label.examples && { examples: [...label.examples] }),
})

const givenUp = (taxonomy: Taxonomy): z.infer<typeof Moved>[] =>
  TAXONOMY_TASKS.flatMap((task) =>
    Object.entries(taxonomy.moved?.[task] ?? {}).map(([id, moved]) => ({
      task,
      id,
      kind: moved.kind,
      to: moved.kind === 'to' ? [moved.to] : moved.kind === 'split' ? [...moved.into] : [],
      version: moved.version,
    })),
  )

export const noTaxonomyVersion = (given: number, current: number): LoopError =>
  new LoopError(
    'LOOP_NO_TAXONOMY_VERSION',
    `There is no version ${given} of the taxonomy; ${current === 0 ? 'it has none yet' : `the latest is ${current}`}. GET /v1/taxonomy/changes lists what changed.`,
    { status: 404 },
  )
