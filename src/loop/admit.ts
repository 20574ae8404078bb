import type { AttributionModel } from '../admission/attribution.ts'
import { attributionOf } from '../admission/attribution-codec.ts'
import { type Plan, planWindow } from '../admission/plan.ts'
import { type RuleVersion, rulesInForce } from '../admission/rule-version.ts'
import { admissionRow } from '../admission/rules.ts'
import type { SamplingPolicy } from '../admission/sampling-policy.ts'
import { planIdAt, planStart } from '../admission/window.ts'
import { awaitsDraw, decideDraws, firstWindow, isOpen, newSample, revisedSample } from '../pool/decide.ts'
import type { AdmissionTransaction, DueConversation, FaultScore, KeptDraw, PoolStore } from '../pool/pool-store.ts'
import type { PoolSample } from '../pool/sample.ts'
import { type FaultJudge, type FaultJudges, NO_JUDGES, scoreFaults } from './score-faults.ts'

const BATCH = 500

export interface AdmitSummary {
  /** Conversations whose new revision was looked at. */
  readonly looked: number
  readonly drawn: number
  readonly selected: number
  readonly withdrawn: number
}

/**
 * Every conversation that changed: draws for it if its verdict is new, brings its sample up to date if it has one.
 * Each batch is one transaction, so a conversation is drawn exactly once, wherever this is cut off and run again.
 */
export async function admit(pool: PoolStore, batch = BATCH, judges = NO_JUDGES): Promise<AdmitSummary> {
  const total = { looked: 0, drawn: 0, selected: 0, withdrawn: 0 }
  for (;;) {
    const done = await admitNext(pool, batch, judges)
    if (done.looked === 0) return total
    total.looked += done.looked
    total.drawn += done.drawn
    total.selected += done.selected
    total.withdrawn += done.withdrawn
  }
}

/** One batch of it, in one transaction; `looked` is 0 when nothing is left. */
export const admitNext = (pool: PoolStore, batch: number, judges = NO_JUDGES): Promise<AdmitSummary> =>
  pool.admission((transaction) => admitBatch(transaction, batch, judges))

async function admitBatch(pool: AdmissionTransaction, batch: number, judges: FaultJudges): Promise<AdmitSummary> {
  const policy = await pool.policy()
  const found = firstWindow(await pool.due(batch), policy)
  const versions = await versionsOf(found, pool)
  const due = found.map((conversation) => judgedByItsDraw(conversation, versions))
  const awaiting = due.filter(awaitsDraw)
  const judging = due.length === 0 ? [] : await judges.of(policy)
  const scores = await scoreAll(pool, awaiting, versions, judging)
  const draws = await drawAll(pool, due, policy, chancesBy(policy, scores))
  const samples = await reviseAll(pool, due, draws, policy, { versions, attribution: turnJudge(policy, judging) })
  await pool.record({ looked: due, draws, samples, scores })
  return {
    looked: due.length,
    drawn: draws.length,
    selected: draws.filter((made) => made.selected).length,
    withdrawn: newlyWithdrawn(due, samples),
  }
}

type Versions = ReadonlyMap<number, RuleVersion>

async function versionsOf(due: readonly DueConversation[], pool: AdmissionTransaction): Promise<Versions> {
  const numbers = new Set(due.map((conversation) => conversation.rulesVersion))
  return new Map(await Promise.all([...numbers].map(async (one) => [one, await pool.rules(one)] as const)))
}

/** A draw that was made while a row was on its way under newer rules: the rules of the draw judge. */
const judgedByItsDraw = (conversation: DueConversation, versions: Versions): DueConversation =>
  conversation.rowRulesVersion === conversation.rulesVersion
    ? conversation
    : { ...conversation, row: admissionRow(conversation.row, rulesInForce(versions.get(conversation.rulesVersion)!)) }

async function drawAll(
  pool: AdmissionTransaction,
  due: readonly DueConversation[],
  policy: SamplingPolicy,
  chances: ReadonlyMap<string, number>,
): Promise<KeptDraw[]> {
  const [first, ...others] = due.filter(awaitsDraw)
  if (!first) return []
  const plan = await planOf(pool, first.computedAt, policy)
  const users = [first, ...others].flatMap((conversation) => conversation.facts.users.slice(0, 1))
  return decideDraws(due, plan, await pool.spent(plan.planId, users), chances)
}

async function scoreAll(
  pool: AdmissionTransaction,
  due: readonly DueConversation[],
  versions: Versions,
  judges: readonly FaultJudge[],
): Promise<FaultScore[]> {
  if (judges.length === 0) return []
  const events = await pool.events(due.map(({ conversationId }) => conversationId))
  return scoreFaults(due, events, ({ rulesVersion }) => versions.get(rulesVersion)!.thresholds, judges)
}

/** By the model in charge; the others only watch. */
const chancesBy = ({ learned }: SamplingPolicy, scores: readonly FaultScore[]): Map<string, number> =>
  new Map(scores.filter(({ model }) => model === learned?.id).map((score) => [score.conversationId, score.probability]))

/** The plan of a window is made when its first conversation is decided, from what was decided before the window. */
async function planOf(pool: AdmissionTransaction, at: number, policy: SamplingPolicy): Promise<Plan> {
  const known = await pool.plan(planIdAt(at, policy))
  if (known) return known
  const plan = planWindow(await pool.history(planStart(at, policy), policy), policy, at)
  await pool.keepPlan(plan)
  return plan
}

async function reviseAll(
  pool: AdmissionTransaction,
  due: readonly DueConversation[],
  draws: readonly KeptDraw[],
  policy: SamplingPolicy,
  { versions, attribution }: { readonly versions: Versions; readonly attribution: AttributionModel | null },
): Promise<PoolSample[]> {
  const selected = new Map(draws.filter((made) => made.selected).map((made) => [made.conversationId, made]))
  const concerned = due.filter(
    ({ conversationId, sample }) => selected.has(conversationId) || (sample !== null && isOpen(sample)),
  )
  const events = await pool.events(concerned.map((conversation) => conversation.conversationId))
  return concerned.map((conversation) => {
    const { conversationId, sample } = conversation
    const named = events.get(conversationId) ?? []
    const { thresholds } = versions.get(conversation.rulesVersion)!
    return sample
      ? revisedSample(sample, conversation, named, policy, thresholds, attribution)
      : newSample(conversation, selected.get(conversationId)!, named, policy, thresholds, attribution)
  })
}

/** Of the model in charge the part that judges single turns; null = the suspect table points at them. */
function turnJudge({ learned }: SamplingPolicy, judges: readonly FaultJudge[]): AttributionModel | null {
  const judge = judges.find(({ id }) => id === learned?.id)
  return judge === undefined ? null : attributionOf(judge.model)
}

function newlyWithdrawn(due: readonly DueConversation[], samples: readonly PoolSample[]): number {
  const before = new Map(due.map(({ conversationId, sample }) => [conversationId, sample?.state]))
  return samples.filter(
    ({ conversationId, state }) => state === 'withdrawn' && before.get(conversationId) !== 'withdrawn',
  ).length
}
