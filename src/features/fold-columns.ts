import { type ColumnRow, readColumns } from './column-record.ts'
import { step } from './cursor.ts'
import { append } from './log.ts'
import type { Lookups } from './lookups.ts'
import { newRecord } from './record.ts'
import type { ConversationState } from './state.ts'

// Written again by every event.
const scratch = newRecord()

/**
 * Folds the next event of a conversation, in the order of events, straight from columns: the batch form of `fold`, by
 * the same steps. Any type but cart and order; facts of such a state lack who talked, with which version.
 *
 * @param event must stay as it is as long as the state is in use
 */
export function foldNext(state: ConversationState, event: ColumnRow, lookups: Lookups): void {
  state.log.lookups = lookups
  readColumns(scratch, event.columns, event.row, lookups)
  step(state.cursor, scratch, append(state.log, scratch, event), lookups)
}
