import type { RuleBook } from '../admission/rule-book.ts'
import { rulesInForce } from '../admission/rule-version.ts'
import type { SignalHistory, SignalSpan } from '../evaluation/signal-history.ts'
import { type SignalWorth, signalWorth } from '../evaluation/signal-worth.ts'
import { type Proposal, proposals } from '../evaluation/signal-worth-proposals.ts'
import type { LabelReader } from '../labels/label-reader.ts'

export interface WeighPorts {
  readonly rules: Pick<RuleBook, 'current'>
  readonly signals: SignalHistory
  readonly labels: Pick<LabelReader, 'reviewed'>
}

export interface WeighedSignals extends SignalWorth {
  /** Version of the rules in force. */
  readonly rulesVersion: number
  readonly proposals: readonly Proposal[]
}

/** What each signal, rule and pair is worth, by what people have said of the conversations that began in a span. */
export async function weighSignals(span: SignalSpan, { rules, signals, labels }: WeighPorts): Promise<WeighedSignals> {
  const [version, counts, strata, reviewed] = await Promise.all([
    rules.current(),
    signals.counts(span),
    signals.strata(span),
    labels.reviewed(),
  ])
  const told = reviewed.filter((unit) => unit.atFault !== null)
  const seen = await signals.seen(
    told.map((unit) => unit.conversationId),
    span,
  )
  const judged = told.flatMap(({ conversationId, userId, atFault, inclusionProbability, stratum }) => {
    const one = seen.get(conversationId)
    return one === undefined
      ? []
      : [{ conversationId, userId, atFault: atFault === true, inclusionProbability, stratum, seen: one }]
  })
  const inForce = rulesInForce(version)
  const found = signalWorth({ judged, counts, strata }, inForce)
  return { ...found, rulesVersion: version.version, proposals: proposals(found, inForce) }
}
