import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { Guidelines, GuidelinesVersion } from '../../labels/guidelines.ts'
import type { LabelDesk } from '../../labels/label-desk.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { noTaxonomyVersion } from './taxonomy.ts'
import { Text } from './texts.ts'

const VersionAnswer = z.object({
  version: z.int().describe('Version of the taxonomy from which on they hold.'),
  note: z.string(),
  changed_at: z.int(),
  changed_by: z.string(),
})
const GuidelinesAnswer = VersionAnswer.extend({ text_en: z.string(), text_zh: z.string() })

/** GET and PUT /v1/guidelines. */
export function labelGuidelineRoutes(
  app: App,
  { labelling: { guidelines: book }, labelDesk: desk, clock }: Ports,
): void {
  app.get(
    '/v1/guidelines',
    {
      config: { scope: 'any' },
      schema: {
        description:
          'What annotators go by, in English and Chinese, and all its versions. `version`: the guidelines in force at that version of the taxonomy, which answers carry as guideline_version.',
        querystring: z.object({ version: z.coerce.number().int().min(0).optional() }),
        response: {
          200: z.object({
            guidelines: GuidelinesAnswer.nullable().describe('null = none were in force.'),
            versions: z.array(VersionAnswer).describe('Newest first.'),
          }),
        },
      },
    },
    async ({ query: { version } }) => {
      if (version !== undefined) await refuseUnknownVersion(version, desk)
      const found = await book.inForce(version)
      return { guidelines: found && guidelinesAnswer(found), versions: (await book.versions()).map(versionAnswer) }
    },
  )
  app.put(
    '/v1/guidelines',
    {
      config: { scope: 'train' },
      schema: {
        description:
          'New guidelines, in force from now on; the taxonomy gets a new version with them. With `version`, only if that is still the one in force (0 = none yet). The same texts again change nothing.',
        body: z
          .object({
            text_en: Text.optional().describe('Left out = the English text stays.'),
            text_zh: Text.optional().describe('Left out = the Chinese text stays.'),
            note: Text.default('').describe('What changed, and why.'),
            version: z.int().min(0).optional(),
          })
          .strict()
          .refine((given) => given.text_en || given.text_zh, { error: 'needs text_en or text_zh' }),
        response: { 200: GuidelinesAnswer },
      },
    },
    async ({ body: { text_en: textEn, text_zh: textZh, note, version }, principal }) => {
      const draft = { textEn: textEn ?? null, textZh: textZh ?? null, note }
      const kept = await book.keep(draft, version ?? null, principal, await clock.now())
      if (kept !== null) return guidelinesAnswer(kept)
      throw new LoopError(
        'LOOP_GUIDELINES_CHANGED',
        `The guidelines are at version ${(await book.inForce())?.version ?? 0}, this change was made from ${version}. Read them again and repeat the change.`,
        { status: 409 },
      )
    },
  )
}

async function refuseUnknownVersion(version: number, desk: Pick<LabelDesk, 'taxonomy'>): Promise<void> {
  const current = (await desk.taxonomy()).version
  if (version > current) throw noTaxonomyVersion(version, current)
}

const versionAnswer = ({ version, note, changedAt, changedBy }: GuidelinesVersion): z.infer<typeof VersionAnswer> => ({
  version,
  note,
  changed_at: changedAt,
  changed_by: changedBy,
})

const guidelinesAnswer = (guidelines: Guidelines): z.infer<typeof GuidelinesAnswer> => ({
  ...versionAnswer(guidelines),
  text_en: guidelines.textEn,
  text_zh: guidelines.textZh,
})
