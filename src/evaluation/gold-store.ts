import type { GoldItem } from './gold.ts'

/** A gold item and where its conversation took place; null = not known. */
export type PlacedGoldItem = GoldItem & { readonly channel: string | null; readonly assistantId: string | null }

/** One state of the gold set. What it held can be read for good. */
export interface GoldVersion {
  readonly id: string
  /** 1 is the first; each change adds one. */
  readonly number: number
  /** That it held when it was made, of which the change added and took out so many. */
  readonly items: number
  readonly added: number
  readonly retired: number
  readonly who: string
  readonly why: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** Who changes the gold set, and what for. */
export interface GoldChange {
  readonly who: string
  readonly why: string
  readonly at: number
}

/** The gold set. Items are frozen: an item once in it keeps its label; each change of what counts is a version. */
export interface GoldStore {
  /** Adds what is new, as one version; nothing new makes none. Returns how many were new. */
  add(items: readonly GoldItem[], change: GoldChange): Promise<number>
  /** Takes items out from now on; earlier versions keep them, and they are still never trained on. Returns how many were in it. */
  retire(goldIds: readonly string[], change: GoldChange): Promise<number>
  /** What a version holds (default: the latest). Throws LOOP_NO_GOLD_VERSION. */
  list(version?: string): Promise<PlacedGoldItem[]>
  /** Everything that ever was gold. */
  ever(): Promise<GoldItem[]>
  /** null = there is no gold yet. */
  latest(): Promise<GoldVersion | null>
  /** Newest first. */
  versions(limit: number): Promise<GoldVersion[]>
}
