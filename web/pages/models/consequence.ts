import type { Action, ReleaseFacts } from './release-facts.ts'

/** What an order will do, line by line: keys of the words under `consequence`. */
export interface Consequence {
  readonly key:
    | 'everyone'
    | 'everyoneLeaves'
    | 'canaryEnds'
    | 'canaryBegins'
    | 'canaryGrows'
    | 'canaryToEveryone'
    | 'rampGoesOn'
    | 'rampByHand'
    | 'backToLive'
    | 'backTo'
    | 'backToEarlier'
    | 'nothingBefore'
    | 'keepsRules'
    | 'pauses'
    | 'resumes'
    | 'approves'
    | 'noGate'
    | 'asksGate'
    | 'asksFigures'
  readonly bundle?: string
  readonly from?: string
  readonly share?: number
  readonly before?: number
}

export interface Order {
  readonly action: Action
  readonly bundle: string | null
  /** Of a canary's first stage, chosen by a person or the policy's. */
  readonly share: number
}
type State = Pick<ReleaseFacts, 'live' | 'canary'> & { readonly earlier: readonly string[] }

/** Share of the next stage; 1 = everyone. */
export const nextShare = ({ share, stages }: { readonly share: number; readonly stages: readonly number[] }): number =>
  stages.find((each) => each > share) ?? 1

/** Says exactly what an order does to whom, so that nobody signs what they did not mean. Pure. */
export function consequencesOf(order: Order, state: State, automatic: boolean): Consequence[] {
  return OF[order.action](order, state, automatic)
}

type Tell = (order: Order, state: State, automatic: boolean) => Consequence[]

const OF: Readonly<Record<Action, Tell>> = {
  canary({ bundle, share }, { live, canary }, automatic) {
    return [
      ...endOfOther(canary, bundle),
      { key: 'canaryBegins', bundle: bundle ?? '', share, from: live ?? '' },
      { key: automatic ? 'rampGoesOn' : 'rampByHand' },
      { key: 'asksGate' },
    ]
  },
  advance(_, { canary, live }) {
    if (canary === null) return []
    const next = nextShare(canary)
    const { bundle, share: before } = canary
    return [
      next === 1
        ? { key: 'canaryToEveryone', bundle, before, from: live ?? '' }
        : { key: 'canaryGrows', bundle, share: next, before },
      { key: 'asksFigures' },
    ]
  },
  promote({ bundle }, { live, canary }) {
    const isCanary = canary !== null && canary.bundle === bundle
    return [
      ...endOfOther(canary, bundle),
      isCanary
        ? { key: 'canaryToEveryone', bundle: canary.bundle, before: canary.share, from: live ?? '' }
        : { key: 'everyone', bundle: bundle ?? '' },
      ...(live === null || isCanary ? [] : [{ key: 'everyoneLeaves', bundle: live } as const]),
      { key: isCanary ? 'asksFigures' : 'asksGate' },
    ]
  },
  rollback({ bundle }, { live, canary, earlier }) {
    const target = bundle ?? (canary === null ? earlier[0] : live)
    if (target === undefined || target === null) return [{ key: 'nothingBefore' }]
    if (canary !== null && target === live) return [backToLive(canary, live)]
    return [
      ...(canary === null ? [] : [{ key: 'canaryEnds', bundle: canary.bundle, share: canary.share } as const]),
      { key: bundle === null ? 'backToEarlier' : 'backTo', bundle: target, from: live ?? '' },
      { key: 'keepsRules' },
      { key: 'noGate' },
    ]
  },
  abandon: (_, { live, canary }) => (canary === null || live === null ? [] : [backToLive(canary, live)]),
  pause: (_, { canary }) => (canary === null ? [] : [{ key: 'pauses', bundle: canary.bundle, share: canary.share }]),
  resume: (_, { canary }) => (canary === null ? [] : [{ key: 'resumes', bundle: canary.bundle, share: canary.share }]),
  approve: ({ bundle }) => [{ key: 'approves', bundle: bundle ?? '' }],
}

type Running = NonNullable<State['canary']>

const backToLive = (canary: Running, live: string): Consequence => ({
  key: 'backToLive',
  bundle: live,
  from: canary.bundle,
  share: canary.share,
})

const endOfOther = (canary: State['canary'], bundle: string | null): Consequence[] =>
  canary === null || canary.bundle === bundle ? [] : [{ key: 'canaryEnds', bundle: canary.bundle, share: canary.share }]
