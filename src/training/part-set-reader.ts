import type { Dialogue } from '../admission/turns.ts'
import type { SetMaterial } from './part-set-item.ts'

/** What the sets need beside verdicts and labels. */
export interface PartSetReader {
  /** Conversations that were erased or let go are left out. */
  dialogues(conversationIds: readonly string[]): Promise<ReadonlyMap<string, Dialogue>>
  /** Replies that annotators wrote for a conversation, in the order in which they were written. */
  written(conversationIds: readonly string[]): Promise<ReadonlyMap<string, SetMaterial['written']>>
}
