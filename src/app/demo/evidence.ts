import type { Api } from './api.ts'
import type { EvidenceFigures, Rate } from './demo-figures.ts'

interface Share {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

interface Worth {
  readonly kind: string
  readonly name: string
  readonly judged: number
  readonly precision: Share | null
  readonly recall: Share | null
  readonly lift: Share | null
}

interface WorthAnswer {
  readonly base: { readonly rate: Share | null; readonly judged: number }
  readonly unflagged: { readonly rate: Share | null; readonly judged: number }
  readonly worth: readonly Worth[]
  readonly proposals: readonly { readonly action: string; readonly worth: { readonly name: string } }[]
}

/** What the service says of its own rules at the end. */
export async function readEvidence(api: Api): Promise<EvidenceFigures> {
  const { worth, base, unflagged, proposals } = await api.get<WorthAnswer>('/v1/signals/worth?from=0')
  return {
    rules: worth
      .filter(({ kind, judged }) => kind === 'rule' && judged > 0)
      .map(({ name, judged, precision, recall, lift }) => ({
        reason: name,
        precision: rateOf(precision, judged),
        recall: rateOf(recall, judged),
        lift: rateOf(lift, judged),
      })),
    base: rateOf(base.rate, base.judged),
    unflagged: rateOf(unflagged.rate, unflagged.judged),
    proposals: proposals.map(({ action, worth: { name } }) => ({ action, name })),
  }
}

const rateOf = (share: Share | null, of: number): Rate => ({
  estimate: share?.estimate ?? null,
  low: share?.low ?? null,
  high: share?.high ?? null,
  of,
})
