import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { replacedTaxonomy, type Taxonomy, type TaxonomyLabel } from '../../labels/taxonomy.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Label = z.object({ id: Name, name_en: Name.nullable(), name_zh: Name.nullable() })
/** Short form: the id alone. */
const GivenLabel = z.union([
  Name.transform((id) => ({ id, nameEn: null, nameZh: null })),
  z
    .object({ id: Name, name_en: Name.nullish(), name_zh: Name.nullish() })
    .transform((given) => ({ id: given.id, nameEn: given.name_en ?? null, nameZh: given.name_zh ?? null })),
])
const GivenLabels = z.array(GivenLabel).max(2000)

export const TaxonomyLists = z.object({
  version: z.int(),
  intent: z.array(Label),
  objection: z.array(Label),
  style: z.array(Label),
})

/** GET and PUT /v1/taxonomy. */
export function taxonomyRoutes(app: App, { labelDesk: desk, clock }: Ports): void {
  app.get(
    '/v1/taxonomy',
    {
      config: { scope: 'annotate' },
      schema: { description: 'What annotators may choose, per task.', response: { 200: TaxonomyLists } },
    },
    async () => taxonomyLists(await desk.taxonomy()),
  )
  app.put(
    '/v1/taxonomy',
    {
      config: { scope: 'train' },
      schema: {
        description: 'Replaces the lists that are given. With `version`, only if that is still the current one.',
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
        if (body.version !== undefined && body.version !== current.version) throw changed(body.version, current.version)
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

const shown = ({ id, nameEn, nameZh }: TaxonomyLabel): z.infer<typeof Label> => ({
  id,
  name_en: nameEn,
  name_zh: nameZh,
})

const changed = (given: number, current: number): LoopError =>
  new LoopError(
    'LOOP_TAXONOMY_CHANGED',
    `The taxonomy is at version ${current}, this change was made from ${given}. Read it again and repeat the change.`,
    { status: 409 },
  )
