import type { Task } from '../models/task.ts'
import type { Taxonomy, TaxonomyTask } from './taxonomy.ts'
import type { TaxonomyChange } from './taxonomy-change.ts'
import type { NewTextTask } from './text-task.ts'

/** One line of the taxonomy's history. */
export interface KeptChange {
  /** The version that the change made. */
  readonly version: number
  readonly task: TaxonomyTask
  readonly change: TaxonomyChange
  readonly who: string
  readonly why: string
  readonly at: number
}

/** What carries a label today, under its own name. */
export interface LabelUse {
  readonly label: string
  /** Turns that people labelled so. */
  readonly turns: number
  readonly examples: number
  readonly goldItems: number
  /** Machine labels that are held or accepted. */
  readonly machineLabels: number
}

/** A text that people gave one of some labels. */
export interface LabelledText {
  readonly source: 'turn' | 'example'
  readonly textId: string
  readonly conversationId: string | null
  readonly label: string
}

/** A version, and the change that makes it. */
export interface TaxonomyStep {
  readonly next: Taxonomy
  readonly change: Omit<KeptChange, 'version'> | null
}

/** All versions of the taxonomy, and what hangs on its labels. */
export interface TaxonomyStore {
  /** null = there is no such version. */
  at(version: number): Promise<Taxonomy | null>
  /** Newest first. */
  changes(limit: number): Promise<KeptChange[]>
  /** Stores the next version with the change that made it, and tasks for the texts it leaves without a label; false when another was faster. */
  keep(
    next: Taxonomy,
    change: Omit<KeptChange, 'version'>,
    tasks: readonly (NewTextTask & { readonly label?: string })[],
  ): Promise<boolean>
  /** Stores several versions, one on the other, all or none; `change` is null where a version replaces lists. false when another was faster. */
  keepAll(steps: readonly TaxonomyStep[], who: string, at: number): Promise<boolean>
  use(task: TaxonomyTask, labels: readonly string[]): Promise<LabelUse[]>
  labelled(task: Task, labels: readonly string[]): Promise<LabelledText[]>
}
