import type { Lease } from '../../labels/label-desk.ts'
import type { Labelling } from '../labelling.ts'
import type { GivenBack } from './queue-task.ts'

/** Answers of one person to one sample, withdrawn ones among them. */
const MOST_LINES = 100

/** What the holder of a lease is to correct; null = nothing. */
export async function givenBack(
  { sampleId, annotator, purpose }: Lease,
  { returns, ledger }: Pick<Labelling, 'returns' | 'ledger'>,
): Promise<GivenBack | null> {
  const open = purpose === 'review' ? await returns.openOf(sampleId, annotator) : null
  if (open === null) return null
  const lines = await ledger.lines({ sampleId, who: annotator, source: 'human', limit: MOST_LINES })
  const answer = lines.find((line) => line.labelId === open.labelId)
  return answer?.source === 'human' ? { ...open, answer } : null
}
