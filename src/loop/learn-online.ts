import { withoutGold } from '../evaluation/gold.ts'
import type { GoldStore } from '../evaluation/gold-store.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import { readUnder } from '../labels/taxonomy-translate.ts'
import { readPart, TASKS, type Task } from '../models/task.ts'
import type { ModelRef } from '../releases/bundle.ts'
import type { ModelRegistry } from '../releases/model-registry.ts'
import type { ModelStore } from '../releases/model-store.ts'
import type { Candidate, TextRef } from '../training/candidate.ts'
import { type Hold, type HoldSource, withoutHeld } from '../training/holds.ts'
import { replayBuffer } from '../training/replay-buffer.ts'
import {
  lessonsOf,
  SHADOW_PAST,
  SHADOW_SEED,
  type ShadowLesson,
  type ShadowStep,
  type ShadowStore,
  shadowId,
} from '../training/shadow.ts'
import { itemKey, type SnapshotItem } from '../training/snapshot.ts'
import { refKey, type SnapshotStore, type TextStore } from '../training/snapshot-store.ts'
import type { OnlineLearner } from '../training/trainer.ts'
import { taughtTo } from './update-base.ts'

export interface OnlinePorts {
  readonly labels: Pick<LabelReader, 'labelledTurns'>
  readonly gold: Pick<GoldStore, 'ever'>
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
  readonly texts: TextStore
  readonly registry: Pick<ModelRegistry, 'bundle' | 'state' | 'model'>
  readonly snapshots: Pick<SnapshotStore, 'get'>
  readonly models: Pick<ModelStore, 'get'>
  readonly shadows: ShadowStore
  /** What may be poisoned: it is not learned, and what was learned of it is unlearned; absent = nothing is. */
  readonly holds?: HoldSource
  readonly online: OnlineLearner
}

const ALL = 1_000_000

/**
 * Arrow from labels to the shadows of the live models: each label that people agreed on and the model was not taught is
 * predicted, written down beside what was served, and learned. What a shadow is follows from its base and its steps, so
 * that nothing else is stored, and a text that was erased, or may be poisoned, is unlearned with the next look.
 *
 * @param goldShare held-out share of conversations, which no shadow learns from
 * @param now epoch milliseconds
 * @returns how many labels were learned
 */
export async function learnFromLabels(
  ports: OnlinePorts,
  goldShare: number,
  now: number,
  signal: AbortSignal,
): Promise<number> {
  const { live } = await ports.registry.state()
  const bundle = live === null ? null : await ports.registry.bundle(live)
  if (bundle === null) return 0
  const turns = await ports.labels.labelledTurns()
  const gold = await ports.gold.ever()
  const taxonomy = await ports.taxonomy.taxonomy()
  const holds = (await ports.holds?.holds()) ?? []
  let learned = 0
  for (const task of TASKS) {
    const base = bundle.models[task]
    if (base === undefined) continue
    const lessons = withoutGold(readUnder(taxonomy, lessonsOf(turns, task)), gold, goldShare) as Lesson[]
    learned += await learnTask(task, base, { lessons, holds }, ports, now, signal)
  }
  return learned
}

type Lesson = ReturnType<typeof lessonsOf>[number]

interface Lessons {
  /** By the labels as they are called today. */
  readonly lessons: readonly Lesson[]
  readonly holds: readonly Hold[]
}

/** Keys of the texts that may be poisoned: every label that was given to them is held. */
export function heldKeys(
  { lessons, holds }: { readonly lessons: readonly Candidate[]; readonly holds: readonly Hold[] },
  textOf: (ref: TextRef) => string | null,
): Set<string> {
  const held = new Set(lessons.map(refKey))
  for (const sound of withoutHeld(lessons, holds, textOf)) held.delete(refKey(sound))
  return held
}

async function learnTask(
  task: Task,
  base: ModelRef,
  { lessons, holds }: Lessons,
  ports: OnlinePorts,
  now: number,
  signal: AbortSignal,
): Promise<number> {
  const id = shadowId(task, base)
  const steps = await ports.shadows.steps(id, 0, ALL)
  const known = new Set(steps.map(refKey))
  const open = lessons
    .filter((each) => !known.has(refKey(each)))
    .map(({ lesson, label }): ShadowLesson => ({ ...lesson, label }))
  if (open.length === 0) return 0
  const taught = await taughtTo(base.id, task, ports)
  const fresh = open.filter((lesson) => taught.get(itemKey({ task, ...lesson }))?.label !== lesson.label)
  const past = shadowPast([...taught.values()])
  const texts = await ports.texts.texts([...steps, ...fresh, ...past])
  const held = heldKeys({ lessons, holds }, (ref) => texts.get(refKey(ref)) ?? null)
  const isSound = (ref: TextRef): boolean => texts.has(refKey(ref)) && !held.has(refKey(ref))
  const present = fresh.filter(isSound)
  if (present.length === 0) return 0
  const textOf = (ref: TextRef): string => readPart(texts.get(refKey(ref)) ?? '')
  const earlier = steps.filter(isSound)
  const predictions = await ports.online.learn(
    {
      base: await ports.models.get(base),
      examples: [...earlier, ...present].map((each) => ({
        text: textOf(each),
        label: each.label,
        replayable: each.quality === 'normal',
      })),
      past: past.filter((item) => texts.has(refKey(item))).map((item) => ({ text: textOf(item), label: item.label })),
      seed: SHADOW_SEED,
    },
    signal,
  )
  await ports.shadows.open({ shadowId: id, task, base, startedAt: now })
  const added = present.map((lesson, i): ShadowStep => {
    const { label: predicted, confidence } = predictions[earlier.length + i]!
    return { ...lesson, step: (steps.at(-1)?.step ?? 0) + 1 + i, predicted, confidence, learnedAt: now }
  })
  return (await ports.shadows.add(id, added)) ? added.length : 0
}

/** What a shadow replays of its base's past: every label alike, nothing that was called low quality. */
export function shadowPast(taught: readonly SnapshotItem[]): SnapshotItem[] {
  const rows = taught
    .filter((item) => item.quality === 'normal')
    .map((item) => ({ ...item, id: itemKey(item), weight: 1 }))
  return replayBuffer(rows, SHADOW_PAST, 'balanced')
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id: _, ...item }) => ({ ...item, weight: 1 }))
}
