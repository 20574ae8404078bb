import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { replacedTaxonomy, TAXONOMY_TASKS, type Taxonomy, type TaxonomyLabel } from '../../labels/taxonomy.ts'
import { taxonomyChanged } from '../../loop/change-taxonomy.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name, Text } from './texts.ts'

const Label = z.object({
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

/** GET and PUT /v1/taxonomy. */
export function taxonomyRoutes(app: App, { labelDesk: desk, machine: { versions }, clock }: Ports): void {
  app.get(
    '/v1/taxonomy',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'What annotators may choose, per task, now or in an earlier version, and what became of labels that were given up.',
        querystring: z.object({ version: z.coerce.number().int().min(0).optional() }),
        response: { 200: TaxonomyLists.extend({ given_up: z.array(Moved) }) },
      },
    },
    async ({ query }) => {
      const taxonomy = query.version === undefined ? await desk.taxonomy() : await versions.at(query.version)
      if (taxonomy === null) throw noVersion(query.version ?? 0, (await desk.taxonomy()).version)
      return { ...taxonomyLists(taxonomy), given_up: givenUp(taxonomy) }
    },
  )
  app.put(
    '/v1/taxonomy',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'Replaces the lists that are given. With `version`, only if that is still the current one. To rename, merge, split or retire a label so that old labels follow, send POST /v1/taxonomy/changes instead.',
        body: z.object({
          version: z.int().optional(),
          intent: GivenLabels.optional(),
          objection: GivenLabels.optional(),
          style: GivenLabels.optional().describe('How a reply may be worded.'),
        }),
        response: { 200: TaxonomyLists },
      },
    },
    async ({ body, principal }) => {
      for (;;) {
        const current = await desk.taxonomy()
        if (body.version !== undefined && body.version !== current.version)
          throw taxonomyChanged(body.version, current.version)
        const next = replacedTaxonomy(current, {
          intent: body.intent ?? null,
          objection: body.objection ?? null,
          style: body.style ?? null,
        })
        if (next === current || (await desk.keepTaxonomy(next, principal, await clock.now())))
          return taxonomyLists(next)
      }
    },
  )
}

export const taxonomyLists = ({ version, tasks }: Taxonomy): z.infer<typeof TaxonomyLists> => ({
  version,
  intent: tasks.intent.map(shown),
  objection: tasks.objection.map(shown),
  style: (tasks.style ?? []).map(shown),
})

const shown = (label: TaxonomyLabel): z.infer<typeof Label> => ({
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

const noVersion = (given: number, current: number): LoopError =>
  new LoopError(
    'LOOP_NO_TAXONOMY_VERSION',
    `There is no version ${given} of the taxonomy; it goes from 1 to ${current}. GET /v1/taxonomy/changes lists what changed.`,
    { status: 404 },
  )
