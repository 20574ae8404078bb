import type { paths } from '../../generated/api.d.ts'

/** A leased sample, as the service hands it out. */
export type Sample = paths['/v1/queue/next']['post']['responses'][200]['content']['application/json']['sample']
export type Line = Sample['turns'][number]
export type Facts = NonNullable<Sample['facts']>
/** A single text to label. */
export type TextTask = paths['/v1/text-tasks/next']['post']['responses'][200]['content']['application/json']
/** What the ledger holds instead of a stale answer. */
export type Recorded =
  paths['/v1/samples/{sample_id}/labels']['post']['responses'][409]['content']['application/json']['details']['recorded'][number]
