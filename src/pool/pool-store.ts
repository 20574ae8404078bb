import type { Draw } from '../admission/inclusion.ts'
import type { Plan, SamplingHistory } from '../admission/plan.ts'
import type { RuleVersion } from '../admission/rule-version.ts'
import type { AdmissionRow } from '../admission/rules.ts'
import type { PolicyChange, SamplingPolicy } from '../admission/sampling-policy.ts'
import type { LoopEvent } from '../events/event.ts'
import type { ConversationFacts, RuleName } from '../features/row.ts'
import type { PoolSample, SampleState } from './sample.ts'

/** A conversation whose row changed since admission last looked. Instants are epoch milliseconds. */
export interface DueConversation {
  readonly conversationId: string
  readonly revision: number
  /** When this row was computed: the moment at which a decision in it became known. */
  readonly computedAt: number
  readonly row: AdmissionRow
  /** Version of the admission rules that judges it: that of its draw, before that the one which made the row. */
  readonly rulesVersion: number
  /** The one that made the row. */
  readonly rowRulesVersion: number
  readonly facts: ConversationFacts
  /** Its draw was made. */
  readonly drawn: boolean
  readonly sample: PoolSample | null
}

/** What a model thought of a conversation when its draw was due. */
export interface FaultScore {
  readonly conversationId: string
  readonly model: string
  /** Chance that a model was at fault. */
  readonly probability: number
  /** Epoch milliseconds. */
  readonly at: number
}

/** A draw as it is kept: for every eligible conversation with a decided `flagged`, selected or not. */
export interface KeptDraw extends Draw {
  readonly conversationId: string
  readonly planId: string
  readonly userId: string | null
  /** null = the control stratum. */
  readonly reason: RuleName | null
  /** The model in charge admitted it, whatever the rules say. Kept with the sample's reasons; absent = false. */
  readonly byModel?: boolean
  readonly priority: number
  readonly decidedAt: number
  /** Version of the admission rules that decided `flagged`. */
  readonly rulesVersion: number
}

/** What one batch of admission changes. */
export interface Admission {
  readonly looked: readonly { readonly conversationId: string; readonly revision: number }[]
  readonly draws: readonly KeptDraw[]
  /** New samples, and open or withdrawn ones whose reasons, evidence, turns or state changed. */
  readonly samples: readonly PoolSample[]
  /** Of the conversations that were drawn for, by every model that scores. */
  readonly scores: readonly FaultScore[]
}

/** Sums of probabilities given under one plan. */
export interface Spent {
  readonly byUser: ReadonlyMap<string, number>
  readonly byReason: ReadonlyMap<RuleName | null, number>
}

/** Inside one transaction that no other admission shares. */
export interface AdmissionTransaction {
  /** The oldest decisions first; only revisions that admission has not seen. */
  due(limit: number): Promise<DueConversation[]>
  policy(): Promise<SamplingPolicy>
  /** A version of the admission rules. Throws LOOP_NO_RULES_VERSION. */
  rules(version: number): Promise<RuleVersion>
  plan(planId: string): Promise<Plan | null>
  keepPlan(plan: Plan): Promise<void>
  /** What was decided in the `policy.lookback` windows before this instant. */
  history(before: number, policy: SamplingPolicy): Promise<SamplingHistory>
  spent(planId: string, userIds: readonly string[]): Promise<Spent>
  /** Punctual events that name these conversations, each list in the order of events. */
  events(conversationIds: readonly string[]): Promise<ReadonlyMap<string, LoopEvent[]>>
  record(admission: Admission): Promise<void>
}

export interface SampleFilter {
  readonly state?: SampleState
  readonly reason?: RuleName
  readonly stratum?: 'flagged' | 'control'
  /** Samples after this one, in the order of their making. */
  readonly after?: string
  readonly limit: number
}

/** What was drawn and what became of it. */
export interface PoolStore {
  /** All or nothing; one at a time over all processes. */
  admission<T>(work: (transaction: AdmissionTransaction) => Promise<T>): Promise<T>
  /** `now` tells a lease that holds from one that has run out. */
  samples(filter: SampleFilter, now: number): Promise<PoolSample[]>
  sample(sampleId: string, now: number): Promise<PoolSample | null>
  sampleOf(conversationId: string, now: number): Promise<PoolSample | null>
  draw(conversationId: string): Promise<KeptDraw | null>
  policy(): Promise<SamplingPolicy>
  /** Gives the next version; it holds from `now` on. */
  changePolicy(change: PolicyChange, now: number, who: string): Promise<SamplingPolicy>
  plans(limit: number): Promise<PlanUse[]>
  /** Ends waiting samples that were made at or before this instant: expired, or labelled when somebody has answered. Returns how many. */
  expire(madeAt: number, now: number): Promise<number>
}

/** A plan beside what it came to. */
export interface PlanUse {
  readonly plan: Plan
  readonly strata: readonly {
    readonly stratum: 'flagged' | 'control'
    readonly conversations: number
    /** Sum of the probabilities. */
    readonly expected: number
    readonly selected: number
  }[]
}
