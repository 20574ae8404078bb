import type { Line } from './search.ts'

/** Rows of a search as a table needs them, however they are found. */
export interface Rows {
  /** So many rows have a number; not all need to be loaded. */
  readonly count: number
  /** null = on its way. */
  row(i: number): Line | null
  readonly total: { readonly count: number; readonly exact: boolean } | null
  /** Of a search in messages: how many conversations were looked through, of how many. */
  readonly looked: { readonly conversations: number; readonly of: number | null; readonly done: boolean } | null
  /** Nothing of this search is there yet. */
  readonly waiting: boolean
  readonly error: Error | null
  /** Looks further; null = there is nothing further, or it happens by itself. */
  readonly more: (() => void) | null
  refresh(): void
}
