import type { AdmissionRow } from '../admission/rules.ts'
import type { FeatureConfig } from '../features/config.ts'
import type { FoldStep } from '../features/fold-store.ts'
import type { DerivePorts } from './derive.ts'
import { deriveWork } from './fold-work.ts'
import { judgesOf } from './judges.ts'
import { refoldOf } from './refold.ts'
import { differencesOf } from './row-difference.ts'

/** What a refold would change. */
export interface RefoldForecast {
  readonly conversations: number
  /** Rows of which a feature or flag would differ. */
  readonly rows: number
  /** By feature or flag: how many rows would differ in it. */
  readonly by: Readonly<Record<string, number>>
  /** Rows that would become flagged, and that would be flagged no more. */
  readonly flagged: number
  readonly unflagged: number
}

/** Reading of stored states, events and rows; nothing is written. */
export interface RefoldReader extends Pick<DerivePorts, 'rules'> {
  /** The next conversations by id, and a step that reads. */
  readonly step: FoldStep<AdmissionRow>
  idsAfter(id: string, limit: number): Promise<string[]>
}

const BATCH = 200

/** Folds every conversation from its events with other constants, beside the service, and compares with the rows as they are. */
export async function forecastRefold(
  now: number,
  config: FeatureConfig,
  { step, rules, idsAfter }: RefoldReader,
  onProgress: (conversations: number) => void,
): Promise<RefoldForecast> {
  const judges = await judgesOf(rules)
  const by: Record<string, number> = {}
  const counts = { conversations: 0, rows: 0, flagged: 0, unflagged: 0 }
  for (let last = ''; ; ) {
    const ids = await idsAfter(last, BATCH)
    if (ids.length === 0) return { ...counts, by }
    last = ids.at(-1)!
    const before = await step.rows(ids)
    const after: AdmissionRow[] = []
    const save: FoldStep<AdmissionRow>['save'] = async (results) => {
      after.push(...results.map(({ row }) => row))
      return 0
    }
    const reading = { ...step, save, states: async () => new Map(), forget: async () => {} }
    await deriveWork(refoldOf(ids), now, config, { step: reading, judges }, false)
    for (const row of after) {
      const was = before.get(row.conversation_id) ?? null
      const names = differencesOf(was, row)
      if (names.length > 0) counts.rows++
      for (const name of names) by[name] = (by[name] ?? 0) + 1
      if (row.flagged === true && was?.flagged !== true) counts.flagged++
      if (row.flagged !== true && was?.flagged === true) counts.unflagged++
    }
    counts.conversations += ids.length
    onProgress(counts.conversations)
  }
}
