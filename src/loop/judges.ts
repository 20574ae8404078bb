import type { RuleBook } from '../admission/rule-book.ts'
import { BUILT_IN, type RuleVersion, rulesInForce } from '../admission/rule-version.ts'
import type { AdmissionRow, Rule } from '../admission/rules.ts'
import type { FoldStep } from '../features/fold-store.ts'

export interface Judge {
  readonly version: number
  readonly rules: readonly Rule[]
}
export type Judges = (ids: readonly string[], step: FoldStep<AdmissionRow>) => Promise<(id: string) => Judge>

/** A step, and who judges the rows that it makes. */
export interface Judging {
  readonly step: FoldStep<AdmissionRow>
  readonly judges: Judges
}

/**
 * Who judges which conversation: the latest rules, but one that was drawn stays with those that decided its draw. Else newer
 * rules would take back what nobody found untrue.
 */
export async function judgesOf(book?: Pick<RuleBook, 'current' | 'version'>): Promise<Judges> {
  const judge = (saved: RuleVersion): Judge => ({ version: saved.version, rules: rulesInForce(saved) })
  const latest = judge((await book?.current()) ?? BUILT_IN)
  return async (ids, step) => {
    if (book === undefined || latest.version === BUILT_IN.version) return () => latest
    const drawn = await step.drawnUnder(ids)
    const versions = [...new Set(drawn.values())].filter((version) => version !== latest.version)
    const older = new Map(
      await Promise.all(versions.map(async (one) => [one, judge(await book.version(one))] as const)),
    )
    return (id) => older.get(drawn.get(id) ?? latest.version) ?? latest
  }
}
