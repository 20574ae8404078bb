import type { TextRef } from './candidate.ts'
import type { Snapshot } from './snapshot.ts'

/** Keeps snapshots for good. */
export interface SnapshotStore {
  /** Adding one that is there already changes nothing. */
  add(snapshot: Snapshot, createdAt: number): Promise<void>
  /** Throws LOOP_NO_SNAPSHOT when unknown, LOOP_SNAPSHOT_DAMAGED when its content no longer has its id. */
  get(id: string): Promise<Snapshot>
  /** Snapshots that hold one of these texts: what an erased person's messages were trained on. */
  holding(refs: readonly TextRef[]): Promise<string[]>
}

/** Fetches texts from the one place where they live. */
export interface TextStore {
  /** `refKey` -> text; what is erased or unknown is absent. */
  texts(refs: readonly TextRef[]): Promise<ReadonlyMap<string, string>>
}

export const refKey = (ref: TextRef): string => `${ref.source}:${ref.textId}`
