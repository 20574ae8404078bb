import type { Task } from '../models/task.ts'
import type { TextRef } from './candidate.ts'
import type { Snapshot } from './snapshot.ts'

/** Keeps snapshots for good. */
export interface SnapshotStore {
  /** Adding one that is there already changes nothing. */
  add(snapshot: Snapshot, createdAt: number): Promise<void>
  /** Throws LOOP_NO_SNAPSHOT when unknown, LOOP_SNAPSHOT_DAMAGED when its content no longer has its id. */
  get(id: string): Promise<Snapshot>
  /** Newest first, older than the one named. */
  list(page: { before: string | null; limit: number }): Promise<SnapshotHead[]>
  /** What was made of a snapshot. */
  lineage(id: string): Promise<SnapshotLineage>
  /** Snapshots that hold one of these texts: what an erased person's messages were trained on. */
  holding(refs: readonly TextRef[]): Promise<string[]>
}

/** A snapshot without its items. */
export type SnapshotHead = Pick<Snapshot, 'id' | 'parent' | 'base'> & {
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** How many items of each task. */
  readonly items: Partial<Readonly<Record<Task, number>>>
}

/** Ids of what came of a snapshot, oldest first. */
export interface SnapshotLineage {
  readonly children: readonly string[]
  readonly runs: readonly string[]
  readonly models: readonly string[]
  readonly bundles: readonly string[]
  readonly createdAt: number
}

/** Fetches texts from the one place where they live. */
export interface TextStore {
  /** `refKey` -> text; what is erased or unknown is absent. */
  texts(refs: readonly TextRef[]): Promise<ReadonlyMap<string, string>>
}

export const refKey = (ref: TextRef): string => `${ref.source}:${ref.textId}`
