/** Conversations that are still open are few, however many there are: counted without reading the others. */
export const sql = `
create index conversations_open on conversations (conversation_id) where not closed;
`
