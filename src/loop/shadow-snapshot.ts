import { LoopError } from '../errors/loop-error.ts'
import { readUnder } from '../labels/taxonomy-translate.ts'
import type { Task } from '../models/task.ts'
import type { Bundle, ModelRef } from '../releases/bundle.ts'
import type { RegisteredBundle } from '../releases/model-registry.ts'
import type { Caps } from '../training/caps.ts'
import { lessonsOf, type ShadowStep, type ShadowStore, shadowId } from '../training/shadow.ts'
import { hashText, type Snapshot, type SnapshotItem, snapshotId } from '../training/snapshot.ts'
import { refKey, type TextStore } from '../training/snapshot-store.ts'
import { heldKeys, type OnlinePorts, shadowPast } from './learn-online.ts'
import { taughtTo, type UpdateLinePorts } from './update-base.ts'

const ALL = 1_000_000

export interface ShadowSnapshotPorts extends UpdateLinePorts, Pick<OnlinePorts, 'labels' | 'taxonomy' | 'holds'> {
  readonly shadows: Pick<ShadowStore, 'steps'>
  readonly texts: TextStore
}

/**
 * What the shadows of the live models are made of, as a snapshot: the labels in the order in which they were learned, and
 * the past that was replayed. With it the shadow's bytes can be made again.
 *
 * Throws LOOP_NO_SHADOW (409) when no shadow has learned anything.
 */
export async function shadowSnapshot(
  live: RegisteredBundle | null,
  tasks: readonly Task[],
  caps: Caps,
  ports: ShadowSnapshotPorts,
): Promise<Snapshot> {
  const base: Partial<Record<Task, ModelRef>> = {}
  const items: SnapshotItem[] = []
  for (const task of tasks) {
    const model = live?.models[task]
    if (model === undefined) continue
    const steps = await ports.shadows.steps(shadowId(task, model), 0, ALL)
    if (steps.length === 0) continue
    base[task] = model
    items.push(...(await itemsOf(task, model, steps, ports)))
  }
  if (live === null || items.length === 0) throw noShadow(live)
  const content = { parent: live.snapshot, caps, base, items }
  return { id: snapshotId(content), ...content }
}

async function itemsOf(
  task: Task,
  model: ModelRef,
  steps: readonly ShadowStep[],
  ports: Omit<ShadowSnapshotPorts, 'shadows'>,
): Promise<SnapshotItem[]> {
  const past = shadowPast([...(await taughtTo(model.id, task, ports)).values()])
  const texts = await ports.texts.texts([...steps, ...past])
  const lessons = readUnder(await ports.taxonomy.taxonomy(), lessonsOf(await ports.labels.labelledTurns(), task))
  const holds = (await ports.holds?.holds()) ?? []
  const held = heldKeys({ lessons, holds }, (ref) => texts.get(refKey(ref)) ?? null)
  const learned = steps.flatMap((step): SnapshotItem[] => {
    const text = texts.get(refKey(step))
    if (text === undefined || held.has(refKey(step))) return [] // erased, or it may be poisoned: unlearned
    const { source, textId, label, labelIds, quality, conversationId } = step
    const ref = { task, source, textId, textHash: hashText(text) }
    return [{ ...ref, label, labelIds, quality, conversationId, weight: 1, role: 'new' }]
  })
  const replayed = past.filter((item) => texts.has(refKey(item)))
  return [...learned, ...replayed.map((item) => ({ ...item, role: 'replay' as const }))]
}

const noShadow = (live: Pick<Bundle, 'id'> | null): LoopError =>
  new LoopError(
    'LOOP_NO_SHADOW',
    `No shadow of ${live?.id ?? 'a live bundle'} has learned a label yet. Turn it on (PUT /v1/shadow {"on": true, …}) and wait for labels, or train with another mode.`,
    { status: 409 },
  )
