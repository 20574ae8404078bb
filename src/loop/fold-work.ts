import { setImmediate } from 'node:timers/promises'
import { type AdmissionRow, admissionRow } from '../admission/rules.ts'
import type { LoopEvent } from '../events/event.ts'
import { configHash, type FeatureConfig, SPEC_VERSION } from '../features/config.ts'
import {
  type ConversationState,
  conversationLink,
  decode,
  encode,
  facts,
  features,
  fold,
  foldOutcomes,
  newConversation,
  nextDeadline,
} from '../features/conversation.ts'
import type { FoldResult, FoldStep, StoredState } from '../features/fold-store.ts'
import { actsFor, type ConversationLink, type OutcomeAct } from '../features/outcomes.ts'
import type { Judging } from './judges.ts'

/** A conversation that could not be folded is tried again when an event comes for it, or a deadline so much later. */
const RETRY_FAULTY_MS = 3_600_000

const SLICE = 50

export interface Derived {
  /** Conversations looked at. */
  readonly conversations: number
  /** Rows that changed. */
  readonly changed: number
  /** Why conversations could not be folded, one each; only where the step takes them apart. */
  readonly faults: readonly unknown[]
}

/** What a step has to do, by conversation. */
export interface Work {
  readonly touched: Set<string>
  readonly inputs: Map<string, LoopEvent[]>
  readonly acts: Map<string, OutcomeAct[]>
  readonly refold: Set<string>
}

interface Folded {
  readonly conversationId: string
  readonly state: ConversationState
  /** null = the conversation has no start yet. */
  readonly link: ConversationLink | null
  readonly linkChanged: boolean
  readonly stateChanged: boolean
  /** No event names it any more: the copy that won names another one. */
  readonly unnamed: boolean
}

/**
 * Folds what a step has to do and saves the rows that changed.
 *
 * @param apart each conversation by itself: one that cannot be folded is noted
 */
export async function deriveWork(
  work: Work,
  now: number,
  config: FeatureConfig,
  context: Judging,
  apart: boolean,
): Promise<Derived> {
  const { step } = context
  if (!apart) return saveAll(await foldAll(work, config, step), now, config, context)
  let [conversations, changed] = [0, 0]
  const faults: unknown[] = []
  for (const id of new Set([...work.touched, ...work.acts.keys()])) {
    const fault = await step.attempt(async () => {
      const saved = await saveAll(await foldAll(onlyOf(work, id), config, step), now, config, context)
      changed += saved.changed
    })
    conversations++
    if (fault === null) continue
    faults.push(fault.error)
    await step.noteFault(id, String(fault.error), now + RETRY_FAULTY_MS)
  }
  return { conversations, changed, faults }
}

function onlyOf({ inputs, acts, refold }: Work, id: string): Work {
  const of = <V>(lists: Map<string, V[]>) => new Map(lists.has(id) ? [[id, lists.get(id)!]] : [])
  return {
    touched: new Set([id]),
    inputs: of(inputs),
    acts: of(acts),
    refold: new Set(refold.has(id) ? [id] : []),
  }
}

/** Loads each state once, folds everything that came for it, then the earlier acts that a grown link now reaches. */
async function foldAll(work: Work, config: FeatureConfig, step: FoldStep<AdmissionRow>): Promise<Folded[]> {
  for (const conversationId of work.acts.keys()) work.touched.add(conversationId)
  const ids = [...work.touched]
  const { states, unusable } = open(await step.states(ids), config)
  const anew = new Set([...work.refold, ...unusable])
  const histories = Map.groupBy(anew.size > 0 ? await step.eventsOf([...anew]) : [], (event) => event.conversationId!)
  const folded = await inSlices(ids, (conversationId): Folded => {
    const refolds = anew.has(conversationId)
    const known = refolds ? undefined : states.get(conversationId)
    const state = known ?? newConversation(conversationId)
    const before = known === undefined ? null : conversationLink(known, config)
    const inputs = (refolds ? histories : work.inputs).get(conversationId) ?? []
    const acts = work.acts.get(conversationId) ?? []
    const next = foldOutcomes(fold(state, inputs, config), acts, config)
    const link = conversationLink(next, config)
    const stateChanged = refolds || inputs.length + acts.length > 0
    const linkChanged = refolds || !sameLink(before, link)
    return { conversationId, state: next, link, linkChanged, stateChanged, unnamed: refolds && inputs.length === 0 }
  })
  return joinEarlierActs(folded, config, step)
}

/** Reads the stored states. One made under other constants, or by another version, is unusable: it is folded anew. */
function open(stored: ReadonlyMap<string, StoredState>, config: FeatureConfig) {
  const hash = configHash(config)
  const states = new Map<string, ConversationState>()
  const unusable: string[] = []
  for (const [id, one] of stored) {
    const state = one.configHash === hash ? decodeOrNull(one.bytes) : null
    if (state === null) unusable.push(id)
    else states.set(id, state)
  }
  return { states, unusable }
}

function decodeOrNull(bytes: Uint8Array): ConversationState | null {
  try {
    return decode(bytes)
  } catch {
    return null
  }
}

async function joinEarlierActs(
  folded: readonly Folded[],
  config: FeatureConfig,
  step: FoldStep<AdmissionRow>,
): Promise<Folded[]> {
  const grown = folded.filter(({ link, linkChanged }) => linkChanged && link !== null && link.users.length > 0)
  if (grown.length === 0) return [...folded]
  const acts = Map.groupBy(await step.actsOf(grown.map(({ link }) => link!)), (act) => act.userId!)
  return folded.map((one) => {
    if (!one.linkChanged || one.link === null) return one
    const earlier = actsFor(
      one.link,
      one.link.users.flatMap((user) => acts.get(user) ?? []),
    )
    return { ...one, state: foldOutcomes(one.state, earlier, config) }
  })
}

async function saveAll(
  folded: readonly Folded[],
  now: number,
  config: FeatureConfig,
  { step, judges }: Judging,
): Promise<Derived> {
  const [unnamed, named] = [folded.filter((one) => one.unnamed), folded.filter((one) => !one.unnamed)]
  if (unnamed.length > 0) await step.forget(unnamed.map((one) => one.conversationId))
  const judgeOf = await judges(
    named.map((one) => one.conversationId),
    step,
  )
  const results = await inSlices(
    named,
    ({ conversationId, state, link, linkChanged, stateChanged }): FoldResult<AdmissionRow> => {
      const { version, rules } = judgeOf(conversationId)
      return {
        conversationId,
        state: stateChanged ? encode(state) : null,
        link: linkChanged ? link : 'unchanged',
        row: admissionRow(features(state, now, config), rules),
        rulesVersion: version,
        facts: facts(state, now, config),
        nextDeadline: nextDeadline(state, now, config),
      }
    },
  )
  const changed = await step.save(results, { now, specVersion: SPEC_VERSION, configHash: configHash(config) })
  return { conversations: folded.length, changed, faults: [] }
}

/** Like map, but lets others have the thread now and then: a big step must not make a small request wait. */
async function inSlices<T, R>(items: readonly T[], one: (item: T) => R): Promise<R[]> {
  const results: R[] = []
  for (const item of items) {
    results.push(one(item))
    if (results.length % SLICE === 0) await setImmediate()
  }
  return results
}

function sameLink(a: ConversationLink | null, b: ConversationLink | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.from === b.from &&
    a.until === b.until &&
    a.users.length === b.users.length &&
    a.users.every((u, i) => u === b.users[i])
  )
}
