import duckdb from '@duckdb/node-bindings'
import type { EventBatch } from '../../features/batch-log.ts'
import { CART_EVENT, ORDER_EVENT } from '../../features/record.ts'
import { ByteColumn } from './byte-column.ts'
import { UNKNOWN_TYPE } from './event-columns.ts'

/** A column of 64-bit integers that fit a number: read as two halves, since a BigInt for each is slow. */
class InstantColumn {
  private readonly words: Int32Array
  private readonly validity: Uint8Array | null

  constructor(vector: duckdb.Vector, size: number) {
    const data = duckdb.vector_get_data(vector, size * 8)
    this.words = new Int32Array(data.buffer, data.byteOffset, size * 2)
    this.validity = validityOf(vector, size)
  }

  /** NaN when absent. */
  at(row: number): number {
    if (isAbsent(this.validity, row)) return Number.NaN
    return this.words[row * 2 + 1]! * 0x100000000 + (this.words[row * 2]! >>> 0)
  }
}

class NumberColumn {
  private readonly values: Float64Array
  private readonly validity: Uint8Array | null

  constructor(vector: duckdb.Vector, size: number) {
    const data = duckdb.vector_get_data(vector, size * 8)
    this.values = new Float64Array(data.buffer, data.byteOffset, size)
    this.validity = validityOf(vector, size)
  }

  /** NaN when absent. */
  at(row: number): number {
    return isAbsent(this.validity, row) ? Number.NaN : this.values[row]!
  }
}

const validityOf = (vector: duckdb.Vector, size: number): Uint8Array | null =>
  duckdb.vector_get_validity(vector, Math.ceil(size / 64) * 8) ?? null

const isAbsent = (validity: Uint8Array | null, row: number): boolean =>
  validity !== null && (validity[row >> 3]! & (1 << (row & 7))) === 0

/** A chunk of the sorted log: the packed columns, then whether the row is away. */
export class SortedBatch implements EventBatch {
  readonly size: number
  /** The vectors below live as long as this is referenced. */
  protected readonly chunk: duckdb.DataChunk
  private readonly conversations: ByteColumn
  private readonly times: InstantColumn
  private readonly ranks: Uint8Array
  private readonly receipts: InstantColumn
  private readonly users: ByteColumn
  private readonly ids: ByteColumn
  private readonly words: ByteColumn
  private readonly origins: ByteColumn
  private readonly firsts: NumberColumn
  private readonly seconds: NumberColumn
  private readonly aways: Uint8Array
  private lastUserRow = -1
  private lastUser: string | null = null

  constructor(chunk: duckdb.DataChunk) {
    const size = duckdb.data_chunk_get_size(chunk)
    const vector = (column: number): duckdb.Vector => duckdb.data_chunk_get_vector(chunk, column)
    this.size = size
    this.chunk = chunk
    this.conversations = new ByteColumn(vector(0), size)
    this.times = new InstantColumn(vector(1), size)
    this.ranks = duckdb.vector_get_data(vector(2), size)
    this.receipts = new InstantColumn(vector(3), size)
    this.users = new ByteColumn(vector(4), size)
    this.ids = new ByteColumn(vector(5), size)
    this.words = new ByteColumn(vector(6), size)
    this.origins = new ByteColumn(vector(7), size)
    this.firsts = new NumberColumn(vector(8), size)
    this.seconds = new NumberColumn(vector(9), size)
    this.aways = duckdb.vector_get_data(vector(10), size)
  }

  conversation(row: number): string | null {
    return this.conversations.textAt(row)
  }

  id(row: number): string {
    return this.ids.textAt(row) ?? ''
  }

  t(row: number): number {
    return this.times.at(row)
  }

  rank(row: number): number {
    return this.ranks[row]!
  }

  receivedAt(row: number): number {
    return this.receipts.at(row)
  }

  word(row: number): string | null {
    return this.words.textAt(row)
  }

  origin(row: number): string | null {
    return this.origins.textAt(row)
  }

  first(row: number): number {
    return this.firsts.at(row)
  }

  second(row: number): number {
    return this.seconds.at(row)
  }

  away(row: number): boolean {
    return this.aways[row] !== 0
  }

  changes(row: number): boolean {
    return row === 0 || !this.conversations.alike(row, row - 1)
  }

  /** Neighbours mostly name the same user: the text is made once. */
  user(row: number): string | null {
    if (this.lastUserRow < 0 || !this.users.alike(row, this.lastUserRow)) this.lastUser = this.users.textAt(row)
    this.lastUserRow = row
    return this.lastUser
  }

  invalid(row: number): boolean {
    const { conversations, users, ids } = this
    const rank = this.ranks[row]!
    if (rank === UNKNOWN_TYPE || isEmpty(ids, row) || ids.absent(row)) return true
    if (isEmpty(conversations, row) || isEmpty(users, row) || Number.isNaN(this.receivedAt(row))) return true
    return conversations.absent(row) && ((rank !== CART_EVENT && rank !== ORDER_EVENT) || users.absent(row))
  }
}

const isEmpty = (column: ByteColumn, row: number): boolean => !column.absent(row) && column.lengthAt(row) === 0
