/**
 * Points at an event's record in the log of a conversation, so that evidence costs no second copy of its id:
 * not negative = byte offset of a packed record, negative = `-1 - index` of one not packed yet.
 */
export type Reference = number
