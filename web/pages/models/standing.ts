import type { LedgerLine, ReleaseFacts } from './release-facts.ts'

/** Where a version stands now. */
export interface Standing {
  readonly stage: 'live' | 'canary' | 'earlier' | 'taken_back' | 'candidate'
  /** Share of users that it answers now. */
  readonly share: number
  /** When it came to this; null = it never had users. */
  readonly since: number | null
}

/** @param known the release state and its ledger, newest first */
export function standingOf(bundle: string, { live, canary, ledger }: ReleaseFacts): Standing {
  if (bundle === live) return { stage: 'live', share: 1 - (canary?.share ?? 0), since: liveSince({ live, ledger }) }
  if (canary?.bundle === bundle) return { stage: 'canary', share: canary.share, since: canary.since }
  const ended = endOf(bundle, ledger)
  if (ledger.some((line) => line.live === bundle)) return { stage: 'earlier', share: 0, since: ended?.at ?? null }
  return ended === null
    ? { stage: 'candidate', share: 0, since: null }
    : { stage: 'taken_back', share: 0, since: ended.at }
}

/** The line that made live what is live now. */
export function liveSince({ live, ledger }: Pick<ReleaseFacts, 'live' | 'ledger'>): number | null {
  let since: number | null = null
  for (const line of ledger) {
    if (line.live !== live) break
    since = line.at
  }
  return since
}

/** The newest line with which a version lost its users; null = it never had any. */
export function endOf(bundle: string, ledger: readonly LedgerLine[]): LedgerLine | null {
  const has = (line: LedgerLine | undefined): boolean => line?.live === bundle || line?.canary?.bundle === bundle
  return ledger.find((line, i) => !has(line) && has(ledger[i + 1])) ?? null
}
