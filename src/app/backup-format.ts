import type { TableSum } from '../adapters/postgres/table-copy.ts'

/** A backup is gzip NDJSON: header; per table its sum and rows; per file its hash and parts; and the hash of all that. */
export const BACKUP_FORMAT = 1

/** Folders of the data folder that are copied beside the tables. */
export const FOLDERS = ['models'] as const
export const PART_BYTES = 384 * 1024

export interface BackupHeader {
  readonly format: number
  readonly migrations: readonly { readonly id: number; readonly name: string; readonly checksum: string }[]
  /** In the order in which they are restored. */
  readonly tables: readonly string[]
  /** Highest number that each counter has given out. */
  readonly counters: Readonly<Record<string, number | null>>
}

export type BackupLine =
  | { readonly header: BackupHeader }
  | { readonly table: { readonly name: string } & TableSum }
  | { readonly row: unknown }
  | { readonly file: { readonly path: string; readonly bytes: number; readonly sha256: string } }
  | { readonly part: string }
  | { readonly end: { readonly sha256: string } }

export interface BackupSummary {
  readonly tables: number
  /** By table. */
  readonly rows: Readonly<Record<string, number>>
  readonly files: number
}
