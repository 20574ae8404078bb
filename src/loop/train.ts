import { goldFromTurns, withoutGold, withoutGoldTexts } from '../evaluation/gold.ts'
import type { GoldStore } from '../evaluation/gold-store.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import { readUnder } from '../labels/taxonomy-translate.ts'
import { nearDuplicates } from '../models/near-duplicates.ts'
import type { Task } from '../models/task.ts'
import type { ModelRef } from '../releases/bundle.ts'
import type { ModelStore } from '../releases/model-store.ts'
import { type Candidate, candidatesOf, type TextRef } from '../training/candidate.ts'
import type { Caps } from '../training/caps.ts'
import type { ExampleStore } from '../training/example-store.ts'
import { type HoldSource, withoutHeld, withoutHeldTurns } from '../training/holds.ts'
import { type OrderOptions, trainableTasks, trainingOrder } from '../training/order.ts'
import { type OtherLabelSource, withOtherLabels } from '../training/other-labels.ts'
import { hashText, type Snapshot, type SnapshotUpdate, takeSnapshot } from '../training/snapshot.ts'
import { refKey, type SnapshotStore, type TextStore } from '../training/snapshot-store.ts'
import type { Trainer } from '../training/trainer.ts'

export interface TrainPorts {
  readonly labels: Pick<LabelReader, 'labelledTurns'>
  readonly examples: Pick<ExampleStore, 'candidates'>
  /** What people said when asked anew, and machine labels. */
  readonly otherLabels: OtherLabelSource
  /** Under which labels are read: of a split one, nothing is learned. */
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
  readonly texts: TextStore
  readonly gold: Pick<GoldStore, 'add' | 'ever'>
  readonly snapshots: SnapshotStore
  /** What is kept out because it may be poisoned; absent = nothing is. */
  readonly holds?: HoldSource
  readonly trainer: Trainer
  readonly models: ModelStore
}

export interface TrainSettings {
  readonly caps: Caps
  /** Most old texts per task that are trained on again. */
  readonly replayLimit: number
  /** Share of conversations whose random turns are held out as gold. */
  readonly goldShare: number
}

/**
 * Freezes what people have labelled by now: the held-out share becomes gold, the rest a snapshot.
 *
 * @param parent snapshot of the live models, whose texts count as old; null = the first one
 * @param update what the live models go on from; null = a refit
 * @param by on whose behalf the gold set grows, and what for
 * @param now epoch milliseconds
 */
export async function freeze(
  parent: string | null,
  update: SnapshotUpdate | null,
  ports: TrainPorts,
  settings: TrainSettings,
  by: { readonly who: string; readonly why: string },
  now: number,
): Promise<Snapshot> {
  const holds = (await ports.holds?.holds()) ?? []
  const turns = withoutHeldTurns(await ports.labels.labelledTurns(), holds)
  await ports.gold.add(goldFromTurns(turns, settings.goldShare), { ...by, at: now })
  const said = [...candidatesOf(turns), ...(await ports.examples.candidates())]
  const all = withOtherLabels(said, await ports.otherLabels.otherLabels())
  const offered = readUnder(await ports.taxonomy.taxonomy(), all)
  const gold = await ports.gold.ever()
  const free = withoutGold(offered, gold, settings.goldShare)
  const texts = await ports.texts.texts([...free, ...gold])
  const hashes = new Map([...texts].map(([key, text]) => [key, hashText(text)]))
  const hashOf = (ref: TextRef) => hashes.get(refKey(ref)) ?? null
  const textOf = (ref: TextRef) => texts.get(refKey(ref)) ?? null
  const sound = withoutHeld(withoutGoldTexts(free, gold, hashOf), holds, textOf)
  const snapshot = takeSnapshot(withDuplicates(sound, textOf), hashOf, {
    caps: settings.caps,
    replayLimit: settings.replayLimit,
    parent: parent === null ? null : await ports.snapshots.get(parent),
    update,
  })
  await ports.snapshots.add(snapshot, now)
  return snapshot
}

/** Names the cluster of near-duplicates that each text belongs to, per task. */
function withDuplicates(candidates: readonly Candidate[], textOf: (ref: TextRef) => string | null): Candidate[] {
  const first = nearDuplicates(candidates.map((each) => textOf(each) ?? refKey(each)))
  return candidates.map((each, i) => ({ ...each, duplicates: `${each.task} ${first[i]}` }))
}

/**
 * Arrow from labels to models: one classifier for each of the tasks that the snapshot can teach, its files stored.
 * The same snapshot, seed and class weights give the same models, so repeating it after a crash changes nothing.
 */
export async function train(
  snapshot: Snapshot,
  tasks: readonly Task[],
  how: Pick<OrderOptions, 'seed' | 'classWeights'>,
  ports: TrainPorts,
  signal: AbortSignal,
): Promise<Partial<Record<Task, ModelRef>>> {
  const trainable = trainableTasks(snapshot, tasks)
  const texts = await ports.texts.texts(snapshot.items)
  const models: Partial<Record<Task, ModelRef>> = {}
  for (const task of trainable) {
    const from = snapshot.base?.[task]
    const base = from === undefined ? null : await ports.models.get(from)
    const files = await ports.trainer.fit(trainingOrder(snapshot, task, texts, { ...how, base }), signal)
    models[task] = await ports.models.put(files)
  }
  return models
}
