/** Conversations newest first, page by page: the index that there was, with the id behind the start. No further one. */
export const sql = `
drop index conversations_started;
create index conversations_started on conversations (started_at desc nulls last, conversation_id desc);
`
