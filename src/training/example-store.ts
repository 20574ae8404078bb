import type { Task } from '../models/task.ts'
import type { Candidate, TextRef } from './candidate.ts'

/** A text that came with its label, instead of as an event. */
export interface ImportedExample {
  readonly text: string
  readonly label: string
}

/** Where such texts live. Giving a text another label replaces the earlier one, which stays for old snapshots. */
export interface ExampleStore {
  /** Returns how many are new or newly labelled. The same text and label several times counts as a weight. */
  import(task: Task, examples: readonly ImportedExample[], who: string, now: number): Promise<number>
  /** Texts of gold items given directly; they are never trained on. Returns their refs in the order given. */
  keepGoldTexts(task: Task, examples: readonly ImportedExample[], who: string, now: number): Promise<TextRef[]>
  /** Everything that may be trained on, but its text. */
  candidates(): Promise<Candidate[]>
  /** Deletes texts for good; returns how many there were. Snapshots that hold them stay, and can no longer be trained on. */
  erase(exampleIds: readonly string[]): Promise<number>
}
