/** Every change of the tables, in order. One that has been released is never edited: add another. */
export const MIGRATIONS: readonly { readonly id: number; readonly name: string; readonly sql: string }[] = []
