import type { RuleBook } from '../admission/rule-book.ts'
import type { AdmissionRow } from '../admission/rules.ts'
import type { LoopEvent } from '../events/event.ts'
import type { FeatureConfig } from '../features/config.ts'
import type { FoldStep, FoldStore, UserLink } from '../features/fold-store.ts'
import { type OutcomeAct, outcomeAct } from '../features/outcomes.ts'
import { type Derived, deriveWork, type Work } from './fold-work.ts'
import { judgesOf } from './judges.ts'

export interface DerivePorts {
  readonly fold: FoldStore<AdmissionRow>
  /** Versions of the admission rules; absent = the built-in one judges. */
  readonly rules?: Pick<RuleBook, 'current' | 'version'>
}

export interface DeriveLimits {
  readonly eventsPerStep: number
  readonly deadlinesPerStep: number
  /** Each conversation by itself: one that cannot be folded is noted, and the others of the step are saved. Slow. */
  readonly apart: boolean
}

export const DERIVE_LIMITS: DeriveLimits = { eventsPerStep: 2000, deadlinesPerStep: 500, apart: false }
export interface DeriveSummary extends Derived {
  /** There is probably more to do at once. */
  readonly more: boolean
}

/**
 * Second arrow of the loop: what happened becomes rows. Takes the oldest batch of the inbox, folds it, joins outcomes
 * by user both ways, and writes the rows that changed. State, rows and removal from the inbox are one transaction:
 * each event counts once, whatever dies.
 *
 * @param now epoch milliseconds; a batch that was received later is judged at its latest receipt
 */
export async function deriveInbox(
  now: number,
  config: FeatureConfig,
  ports: DerivePorts,
  limits: DeriveLimits = DERIVE_LIMITS,
): Promise<DeriveSummary> {
  const judges = await judgesOf(ports.rules)
  return ports.fold.step(async (step) => {
    const batch = await step.takeInbox(limits.eventsPerStep)
    if (batch === null) return NOTHING
    const work = newWork(batch.events, batch.refold)
    const acts = batch.events.map(outcomeAct).filter((act) => act !== null && act.userId !== null) as OutcomeAct[]
    for (const { act, conversationId } of joinByUser(acts, await linksOf(acts, step))) {
      append(work.acts, conversationId, act)
    }
    const at = batch.events.reduce((latest, event) => Math.max(latest, event.receivedAt), now)
    return { ...(await deriveWork(work, at, config, { step, judges }, limits.apart)), more: batch.more }
  })
}

/** Fires the deadlines that have come: those rows change without a new event, since a window closed. */
export async function deriveDue(
  now: number,
  config: FeatureConfig,
  ports: DerivePorts,
  limits: DeriveLimits = DERIVE_LIMITS,
): Promise<DeriveSummary> {
  const judges = await judgesOf(ports.rules)
  return ports.fold.step(async (step) => {
    const due = await step.due(now, limits.deadlinesPerStep)
    if (due.length === 0) return NOTHING
    const work: Work = { touched: new Set(due), inputs: new Map(), acts: new Map(), refold: new Set() }
    return {
      ...(await deriveWork(work, now, config, { step, judges }, limits.apart)),
      more: due.length === limits.deadlinesPerStep,
    }
  })
}

const NOTHING: DeriveSummary = { more: false, conversations: 0, changed: 0, faults: [] }

function newWork(events: readonly LoopEvent[], refold: readonly string[]): Work {
  const inputs = new Map<string, LoopEvent[]>()
  for (const event of events) if (event.conversationId !== null) append(inputs, event.conversationId, event)
  return { touched: new Set([...inputs.keys(), ...refold]), inputs, acts: new Map(), refold: new Set(refold) }
}

async function linksOf(acts: readonly OutcomeAct[], step: FoldStep<AdmissionRow>): Promise<UserLink[]> {
  if (acts.length === 0) return []
  const times = acts.map((act) => act.t)
  const earliest = times.reduce((a, b) => Math.min(a, b))
  const latest = times.reduce((a, b) => Math.max(a, b))
  return step.linksOf([...new Set(acts.map((act) => act.userId!))], earliest, latest)
}

/** An act concerns every conversation that its user is linked to at that time. */
function joinByUser(acts: readonly OutcomeAct[], links: readonly UserLink[]) {
  const byUser = Map.groupBy(links, (link) => link.userId)
  return acts.flatMap((act) =>
    (byUser.get(act.userId!) ?? [])
      .filter((link) => act.t >= link.from && act.t <= link.until)
      .map(({ conversationId }) => ({ act, conversationId })),
  )
}

function append<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
