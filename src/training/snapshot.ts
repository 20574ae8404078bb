import { createHash } from 'node:crypto'
import { canonicalValue } from '../events/canonical.ts'
import { compareCodePoints } from '../events/order.ts'
import type { Task } from '../models/task.ts'
import { effectiveSize } from '../stats/clusters.ts'
import type { Candidate, TextRef } from './candidate.ts'
import { type Caps, cappedWeights } from './caps.ts'
import { withReplay } from './replay.ts'

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
}

export interface SnapshotTaskSummary {
  readonly items: number
  readonly labels: number
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
  readonly items: readonly SnapshotItem[]
}

export interface SnapshotOptions {
  readonly caps: Caps
  /** Most old texts per task that are trained on again. */
  readonly replayLimit: number
  readonly parent: Snapshot | null
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
  const old = new Set(options.parent?.items.map(keyOf) ?? [])
  const items: SnapshotItem[] = []
  for (const group of Map.groupBy(inFixedOrder(candidates), (each) => each.task).values()) {
    const present = latestPerText(group).filter((each) => hashOf(each) !== null)
    const replayed = withReplay(present, (each) => old.has(keyOf(each)), options.replayLimit)
    const weights = cappedWeights(replayed, options.caps)
    replayed.forEach((each, i) => {
      const weight = Math.round(weights[i]! * 1e6) / 1e6
      if (weight > 0) items.push(itemOf(each, hashOf(each)!, weight))
    })
  }
  const { parent, caps } = options
  if (parent !== null && snapshotId({ parent: parent.parent, caps, items }) === parent.id) return parent
  const content = { parent: parent?.id ?? null, caps, items }
  return { id: snapshotId(content), ...content }
}

/** Recomputed on reading: a snapshot whose content no longer has its id is not used. */
export function snapshotId({ parent, caps, items }: Omit<Snapshot, 'id'>): string {
  const hash = createHash('sha256').update(canonicalValue({ parent, caps }))
  for (const { task, source, textId, textHash, label, labelIds, quality, conversationId, weight } of items) {
    hash.update(JSON.stringify([task, source, textId, textHash, label, labelIds, quality, conversationId, weight]))
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
    lowQualityItems: low.length,
    lowQualityShare: items.length === 0 ? 0 : weigh(low) / weigh(items),
    effectiveSize: effectiveSize(items.map((item) => item.weight)),
  }
}

function itemOf(candidate: Candidate, textHash: string, weight: number): SnapshotItem {
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
  }
}

/** A text that two reviewed turns share is learned once, by its latest labels. */
function latestPerText(group: readonly Candidate[]): Candidate[] {
  const latest = new Map<string, Candidate>()
  for (const each of group) {
    const held = latest.get(keyOf(each))
    if (held === undefined || each.labelledAt > held.labelledAt) latest.set(keyOf(each), each)
  }
  return [...latest.values()]
}

const keyOf = (each: { task: Task } & TextRef): string => `${each.task}:${each.source}:${each.textId}`

/** Independent of the order in which labels arrived, so that the same content has the same hash. */
const inFixedOrder = (candidates: readonly Candidate[]): Candidate[] =>
  candidates
    .map((each) => ({ each, key: `${keyOf(each)} ${each.labelIds.join(' ')}` }))
    .sort((a, b) => compareCodePoints(a.key, b.key))
    .map(({ each }) => each)
