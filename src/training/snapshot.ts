import { createHash } from 'node:crypto'
import { canonicalValue } from '../events/canonical.ts'
import { compareCodePoints } from '../events/order.ts'
import type { Task } from '../models/task.ts'
import { effectiveSize } from '../stats/clusters.ts'
import type { Candidate, TextRef } from './candidate.ts'
import { type Caps, cappedWeights } from './caps.ts'
import { withReplay } from './replay.ts'
import { type ReplayPick, replayBuffer } from './replay-buffer.ts'

/** One line of a snapshot: what is learned from which text, and who said so. It holds no text. */
export interface SnapshotItem extends TextRef {
  readonly task: Task
  /** SHA-256 of the text, first 16 hex digits: tells whether the text is still the one that was learned. */
  readonly textHash: string
  readonly label: string
  readonly labelIds: readonly string[]
  readonly quality: 'low' | 'normal'
  /** null = an imported example. What is said in one conversation is not judged by the rest of it. */
  readonly conversationId: string | null
  /** After replay and caps, six decimals. */
  readonly weight: number
  /** In an update: unknown to the model that it goes on from, or learned again. null = of a refit. */
  readonly role: 'new' | 'replay' | null
}

/** A model that an update goes on from, by id and hash of its manifest. */
export interface BaseModel {
  readonly id: string
  readonly sha256: string
}

export interface SnapshotTaskSummary {
  readonly items: number
  readonly labels: number
  /** In an update: items that are learned again. */
  readonly replayedItems: number
  /** Items from flagged conversations, and their share of the weight. */
  readonly lowQualityItems: number
  readonly lowQualityShare: number
  /** Kish's effective number of items behind the weights. */
  readonly effectiveSize: number
}

/** Immutable: the id is the hash of everything below it, so the same content has the same id. */
export interface Snapshot {
  readonly id: string
  /** The snapshot that the live models were trained on, whose texts count as old. */
  readonly parent: string | null
  readonly caps: Caps
  /** Of an update: the models that go on; a task without one begins anew. null = a refit. */
  readonly base: Partial<Readonly<Record<Task, BaseModel>>> | null
  readonly items: readonly SnapshotItem[]
}

/** What an update learns again of what was learned before. */
export interface SnapshotUpdate {
  readonly base: NonNullable<Snapshot['base']>
  /** What the base model of a task was taught: key (`itemKey`) -> label. */
  readonly taught: Partial<Readonly<Record<Task, ReadonlyMap<string, string>>>>
  /** Share of it that is learned again, in [0, 1]. */
  readonly replayShare: number
  readonly replayPick: ReplayPick
}

export interface SnapshotOptions {
  readonly caps: Caps
  /** Most old texts per task that are trained on again. */
  readonly replayLimit: number
  readonly parent: Snapshot | null
  /** null = a refit. */
  readonly update?: SnapshotUpdate | null
}

/**
 * What the next models learn from. When nothing changed since the parent, it is the parent.
 *
 * @param candidates labelled texts of any task, in any order; held-out conversations are already left out
 * @param hashOf hash of a candidate's text, null when the text is gone (erased): it is left out
 */
export function takeSnapshot(
  candidates: readonly Candidate[],
  hashOf: (ref: TextRef) => string | null,
  options: SnapshotOptions,
): Snapshot {
  const old = new Set(options.parent?.items.map(itemKey) ?? [])
  const update = options.update ?? null
  const items: SnapshotItem[] = []
  for (const group of Map.groupBy(inFixedOrder(candidates), (each) => each.task).values()) {
    const present = latestPerText(group).filter((each) => hashOf(each) !== null)
    const chosen: readonly Chosen[] =
      update === null
        ? withReplay(present, (each) => old.has(itemKey(each)), options.replayLimit)
        : forUpdate(present, update)
    const weights = cappedWeights(chosen, options.caps)
    chosen.forEach((each, i) => {
      const weight = Math.round(weights[i]! * 1e6) / 1e6
      if (weight > 0) items.push(itemOf(each, hashOf(each)!, weight))
    })
  }
  const { parent, caps } = options
  const base = update?.base ?? null
  if (parent !== null && snapshotId({ parent: parent.parent, caps, base, items }) === parent.id) return parent
  const content = { parent: parent?.id ?? null, caps, base, items }
  return { id: snapshotId(content), ...content }
}

type Chosen = Candidate & { readonly role?: 'new' | 'replay' }

/** Everything new, and a buffer of what the base model was taught. A text that is called something else by now is new. */
function forUpdate(present: readonly Candidate[], update: SnapshotUpdate): Chosen[] {
  const isTaught = (each: Candidate): boolean => update.taught[each.task]?.get(itemKey(each)) === each.label
  const past = present.filter(isTaught).map((each) => ({ ...each, id: itemKey(each) }))
  const kept = replayBuffer(past, Math.ceil(past.length * update.replayShare), update.replayPick)
  const weights = new Map(kept.map((each) => [each.id, each.weight]))
  return present.flatMap((each): Chosen[] => {
    if (!isTaught(each)) return [{ ...each, role: 'new' }]
    const weight = weights.get(itemKey(each))
    return weight === undefined ? [] : [{ ...each, weight, role: 'replay' }]
  })
}

/** Recomputed on reading: a snapshot whose content no longer has its id is not used. */
export function snapshotId({ parent, caps, base, items }: Omit<Snapshot, 'id'>): string {
  const hash = createHash('sha256').update(canonicalValue({ parent, caps, ...(base && { base }) }))
  for (const { task, source, textId, textHash, label, labelIds, quality, conversationId, weight, role } of items) {
    const content = [task, source, textId, textHash, label, labelIds, quality, conversationId, weight]
    hash.update(JSON.stringify(role === null ? content : [...content, role]))
  }
  return `s-${hash.digest('hex').slice(0, 12)}`
}

export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** Per task what the snapshot holds and how much of it counts. */
export function summarise(snapshot: Snapshot): Partial<Record<Task, SnapshotTaskSummary>> {
  const groups = Map.groupBy(snapshot.items, (item) => item.task)
  return Object.fromEntries([...groups].map(([task, items]) => [task, summaryOf(items)]))
}

function summaryOf(items: readonly SnapshotItem[]): SnapshotTaskSummary {
  const low = items.filter((item) => item.quality === 'low')
  const weigh = (some: readonly SnapshotItem[]): number => some.reduce((sum, item) => sum + item.weight, 0)
  return {
    items: items.length,
    labels: new Set(items.map((item) => item.label)).size,
    replayedItems: items.filter((item) => item.role === 'replay').length,
    lowQualityItems: low.length,
    lowQualityShare: items.length === 0 ? 0 : weigh(low) / weigh(items),
    effectiveSize: effectiveSize(items.map((item) => item.weight)),
  }
}

function itemOf(candidate: Chosen, textHash: string, weight: number): SnapshotItem {
  const { task, source, textId, label, quality, conversationId } = candidate
  return {
    task,
    source,
    textId,
    textHash,
    label,
    labelIds: [...candidate.labelIds].sort(compareCodePoints),
    quality,
    conversationId,
    weight,
    role: candidate.role ?? null,
  }
}

/** A text that two reviewed turns share is learned once, by its latest labels. */
function latestPerText(group: readonly Candidate[]): Candidate[] {
  const latest = new Map<string, Candidate>()
  for (const each of group) {
    const held = latest.get(itemKey(each))
    if (held === undefined || each.labelledAt > held.labelledAt) latest.set(itemKey(each), each)
  }
  return [...latest.values()]
}

/** Names a text in a task. */
export const itemKey = (each: { task: Task } & TextRef): string => `${each.task}:${each.source}:${each.textId}`

/** Independent of the order in which labels arrived, so that the same content has the same hash. */
const inFixedOrder = (candidates: readonly Candidate[]): Candidate[] =>
  candidates
    .map((each) => ({ each, key: `${itemKey(each)} ${each.labelIds.join(' ')}` }))
    .sort((a, b) => compareCodePoints(a.key, b.key))
    .map(({ each }) => each)
