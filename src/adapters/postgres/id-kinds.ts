import type { Sql } from './sql.ts'

export const ID_KINDS = [
  ...(['event', 'order', 'conversation', 'user', 'decision', 'bundle', 'model', 'snapshot', 'training_run'] as const),
  ...(['sample', 'label', 'loop_turn', 'experiment', 'evaluation', 'withdrawal'] as const),
] as const
export type IdKind = (typeof ID_KINDS)[number]

/** Something else that an id leads to. */
export interface Neighbour {
  /** What it is to the thing at hand: `answered by`, `trained on`. */
  readonly relation: string
  readonly kind: IdKind
  readonly id: string
}

/** What an id is, and where it leads. It holds no text of anybody. */
export interface Found {
  readonly kind: IdKind
  readonly facts: Readonly<Record<string, string | number | boolean | null>>
  readonly neighbours: readonly Neighbour[]
}

export type Lookup = (sql: Sql, id: string) => Promise<Found | null>

/** Of a kind of neighbour that there may be many of, so many are told. */
export const MOST = 20

type Link = readonly [relation: string, kind: IdKind, id: string | null]

/** Those that there are. */
export const links = (all: readonly Link[]): Neighbour[] =>
  all.flatMap(([relation, kind, id]) => (id === null ? [] : [{ relation, kind, id }]))

export const each = (relation: string, kind: IdKind, found: readonly string[]): Link[] =>
  found.map((id) => [relation, kind, id] as const)

/** A statement that gives one column `id` for $1. */
export async function idsOf(sql: Sql, text: string, id: string): Promise<string[]> {
  return (await sql.query<{ id: string }>(text, [id])).map((row) => row.id)
}
