import type { JudgedVersion, ReleaseFacts } from './release-facts.ts'
import { endOf, liveSince, standingOf } from './standing.ts'

/** One sentence about the versions: a key of the words under `summary`, and what stands in its places. */
export type Sentence =
  | { readonly key: 'nothing' }
  | {
      readonly key: 'live' | 'liveSince' | 'earlier' | 'takenBack' | 'takenBackByFigures'
      readonly bundle: string
      readonly at: number | null
    }
  | {
      readonly key: 'canary' | 'canaryPaused'
      readonly bundle: string
      readonly share: number
      readonly at: number
      readonly live: string
    }
  | { readonly key: 'waits' | 'refused' | 'inconclusive' | 'outdated'; readonly bundle: string }
  | { readonly key: 'newestLive' }

const OF_VERDICT = { pass: 'waits', refuse: 'refused', inconclusive: 'inconclusive' } as const

/**
 * What is live, and what became of the newest version, for who has a minute.
 *
 * @param newest null = there is none, or it is not to be spoken of
 */
export function summaryOf(newest: JudgedVersion | null, releases: ReleaseFacts): Sentence[] {
  const { live, canary } = releases
  if (live === null) return [{ key: 'nothing' }]
  const at = liveSince(releases)
  const first: Sentence = canary
    ? {
        key: canary.paused ? 'canaryPaused' : 'canary',
        live,
        bundle: canary.bundle,
        share: canary.share,
        at: canary.started_at,
      }
    : { key: at === null ? 'live' : 'liveSince', bundle: live, at }
  if (newest === null || newest.id === canary?.bundle) return [first]
  if (newest.id === live) return [first, { key: 'newestLive' }]
  return [first, ...notLive(newest, releases)]
}

/** The same for one version. */
export function versionSentence(bundle: JudgedVersion, releases: ReleaseFacts): Sentence[] {
  const { live, canary } = releases
  if (bundle.id === live || bundle.id === canary?.bundle) return summaryOf(null, releases)
  return notLive(bundle, releases)
}

function notLive(bundle: JudgedVersion, releases: ReleaseFacts): Sentence[] {
  const { stage } = standingOf(bundle.id, releases)
  if (stage === 'candidate') {
    const verdicts = bundle.verdicts ?? [bundle]
    const counting = verdicts.find(({ against }) => against === releases.live)
    return [{ key: counting === undefined ? 'outdated' : OF_VERDICT[counting.verdict], bundle: bundle.id }]
  }
  const end = endOf(bundle.id, releases.ledger)
  if (end === null) return []
  if (stage === 'earlier') return [{ key: 'earlier', bundle: bundle.id, at: end.at }]
  return [{ key: end.who === 'guardrail' ? 'takenBackByFigures' : 'takenBack', bundle: bundle.id, at: end.at }]
}
