import { conversationsLink } from '../../parts/conversations-link.ts'
import type { LoopFacts } from './facts.ts'

export const STATIONS = ['assistant', 'events', 'features', 'pool', 'labels', 'training', 'gate', 'release'] as const
export type StationName = (typeof STATIONS)[number]

/** Where each station leads. */
export const STATION_PATHS: Readonly<Record<StationName, string>> = {
  assistant: '/assistant',
  events: '/conversations',
  features: '/monitoring',
  pool: '/rules',
  labels: '/annotate',
  training: '/models',
  gate: '/models',
  release: '/experiments',
}

/** A number on the arrow that leaves a station. */
export interface Arrow {
  readonly from: StationName
  readonly to: string
  readonly value:
    | { readonly kind: 'rate'; readonly perSecond: number }
    | { readonly kind: 'count'; readonly count: number }
    | { readonly kind: 'share'; readonly part: number; readonly whole: number }
    | { readonly kind: 'verdict'; readonly verdict: 'pass' | 'refuse' | 'inconclusive' }
    | { readonly kind: 'bundle'; readonly bundle: string; readonly share: number }
    | { readonly kind: 'none' }
}

/** What flows along each arrow now; one arrow leaves each station. */
export function arrowsOf({ now, events, conversations, labels, snapshot, gate, live }: LoopFacts): readonly Arrow[] {
  const { canary } = live
  const perSecond = events.count / (events.window_ms / 1000)
  const { flagged, decided, since } = conversations
  const none = { kind: 'none' } as const
  return [
    { from: 'assistant', to: '/conversations', value: { kind: 'rate', perSecond } },
    { from: 'events', to: '/conversations', value: { kind: 'count', count: conversations.open } },
    {
      from: 'features',
      to: conversationsLink(since, now, { flagged: 'yes' }),
      value: { kind: 'share', part: flagged, whole: decided },
    },
    { from: 'pool', to: '/annotate', value: { kind: 'count', count: labels.waiting } },
    { from: 'labels', to: '/quality', value: snapshot ? { kind: 'count', count: snapshot.labels_since } : none },
    { from: 'training', to: '/models', value: gate ? { kind: 'verdict', verdict: gate.verdict } : none },
    {
      from: 'gate',
      to: '/experiments',
      value: canary ? { kind: 'bundle', bundle: canary.bundle, share: canary.share } : none,
    },
    {
      from: 'release',
      to: '/models',
      value: live.bundle ? { kind: 'bundle', bundle: live.bundle, share: 1 - (canary?.share ?? 0) } : none,
    },
  ]
}
