import type { Database } from './database.ts'

/** Where an answer of the ledger belongs. */
export interface LabelPlace {
  readonly labelId: string
  readonly source: 'human' | 'rule' | 'model'
  readonly sampleId: string | null
  readonly conversationId: string
  readonly who: string
  readonly recordedAt: number
}

/** null = unknown. */
export async function findLabel(database: Database, labelId: string): Promise<LabelPlace | null> {
  const [label] = await database.query<LabelPlace>(
    `select label_id "labelId", source, sample_id "sampleId", conversation_id "conversationId", who, recorded_at "recordedAt"
     from labels where label_id = $1`,
    [labelId],
  )
  return label ?? null
}
