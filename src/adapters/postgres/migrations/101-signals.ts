/** The back-test reads this index and no row: the wide table is a hundred times as large. */
export const sql = `
create index conversations_signals on conversations (started_at, signals, doubt);
`
