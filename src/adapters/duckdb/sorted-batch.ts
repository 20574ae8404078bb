import duckdb from '@duckdb/node-bindings'
import type { EventBatch } from '../../features/batch-log.ts'
import { CART_EVENT, ORDER_EVENT } from '../../features/record.ts'
import { ByteColumn } from './byte-column.ts'
import { TIME_SHIFT, UNKNOWN_TYPE } from './event-columns.ts'
import { BigIntColumn, DoubleColumn, UnsignedColumn } from './number-columns.ts'

const SHIFT_BITS = Math.log2(TIME_SHIFT)

/** Name of a conversation by its number in the order of names. */
export type NameOf = (number: number) => string

/** A chunk of the sorted log; its columns are those of `sortedSelect`. */
export class SortedBatch implements EventBatch {
  readonly size: number
  /** Numbers of the first and last conversation in it; -1 for events that name none, which come last. */
  readonly firstNumber: number
  readonly lastNumber: number
  /** The vectors below live as long as this is referenced. */
  protected readonly chunk: duckdb.DataChunk
  private readonly nameOf: NameOf
  private readonly numbers: UnsignedColumn
  /** Time and rank in one integer. */
  private readonly keys: BigIntColumn
  private readonly receipts: BigIntColumn
  private readonly users: ByteColumn
  private readonly ids: ByteColumn
  private readonly words: ByteColumn
  private readonly origins: ByteColumn
  private readonly firsts: DoubleColumn
  private readonly seconds: DoubleColumn
  private readonly aways: Uint8Array
  private lastUserRow = -1
  private lastUser: string | null = null

  constructor(chunk: duckdb.DataChunk, nameOf: NameOf) {
    const size = duckdb.data_chunk_get_size(chunk)
    const vector = (column: number): duckdb.Vector => duckdb.data_chunk_get_vector(chunk, column)
    this.size = size
    this.chunk = chunk
    this.nameOf = nameOf
    this.numbers = new UnsignedColumn(vector(0), size)
    this.keys = new BigIntColumn(vector(1), size)
    this.receipts = new BigIntColumn(vector(2), size)
    this.users = new ByteColumn(vector(3), size)
    this.ids = new ByteColumn(vector(4), size)
    this.words = new ByteColumn(vector(5), size)
    this.origins = new ByteColumn(vector(6), size)
    this.firsts = new DoubleColumn(vector(7), size)
    this.seconds = new DoubleColumn(vector(8), size)
    this.aways = duckdb.vector_get_data(vector(9), size)
    this.firstNumber = this.numbers.at(0)
    this.lastNumber = this.numbers.at(size - 1)
  }

  conversation(row: number): string | null {
    const number = this.numbers.at(row)
    return number < 0 ? null : this.nameOf(number)
  }

  changes(row: number): boolean {
    return row === 0 || this.numbers.at(row) !== this.numbers.at(row - 1)
  }

  id(row: number): string {
    return this.ids.textAt(row) ?? ''
  }

  t(row: number): number {
    if (this.keys.absent(row)) return Number.NaN
    return this.keys.highWord(row) * 2 ** (32 - SHIFT_BITS) + (this.keys.lowWord(row) >>> SHIFT_BITS)
  }

  rank(row: number): number {
    return this.keys.lowWord(row) & (TIME_SHIFT - 1)
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

  /** Neighbours mostly name the same user: the text is made once. */
  user(row: number): string | null {
    if (this.lastUserRow < 0 || !this.users.alike(row, this.lastUserRow)) this.lastUser = this.users.textAt(row)
    this.lastUserRow = row
    return this.lastUser
  }

  invalid(row: number): boolean {
    const { users, ids } = this
    if (this.keys.absent(row) || ids.absent(row) || isEmpty(ids, row) || isEmpty(users, row)) return true
    const rank = this.rank(row)
    if (rank === UNKNOWN_TYPE) return true
    const number = this.numbers.at(row)
    if (number < 0) return (rank !== CART_EVENT && rank !== ORDER_EVENT) || users.absent(row)
    return number === 0 && this.nameOf(0) === '' // the empty name comes first
  }
}

const isEmpty = (column: ByteColumn, row: number): boolean => !column.absent(row) && column.lengthAt(row) === 0
