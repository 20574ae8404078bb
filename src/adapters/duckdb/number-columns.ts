import duckdb from '@duckdb/node-bindings'

/** One bit a row, set when there is a value; null when all rows have one. */
const validityOf = (vector: duckdb.Vector, size: number): Uint8Array | null =>
  duckdb.vector_get_validity(vector, Math.ceil(size / 64) * 8) ?? null

const isAbsent = (validity: Uint8Array | null, row: number): boolean =>
  validity !== null && (validity[row >> 3]! & (1 << (row & 7))) === 0

/** 64-bit integers as two halves each, since a BigInt for each is slow. */
export class BigIntColumn {
  private readonly words: Uint32Array
  private readonly validity: Uint8Array | null

  constructor(vector: duckdb.Vector, size: number) {
    const data = duckdb.vector_get_data(vector, size * 8)
    this.words = new Uint32Array(data.buffer, data.byteOffset, size * 2)
    this.validity = validityOf(vector, size)
  }

  absent(row: number): boolean {
    return isAbsent(this.validity, row)
  }

  lowWord(row: number): number {
    return this.words[row * 2]!
  }

  /** Signed. */
  highWord(row: number): number {
    return this.words[row * 2 + 1]! | 0
  }

  /** The integer; exact up to 2^53. NaN when absent. */
  at(row: number): number {
    return this.absent(row) ? Number.NaN : this.highWord(row) * 0x100000000 + this.lowWord(row)
  }
}

export class DoubleColumn {
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

export class UnsignedColumn {
  private readonly values: Uint32Array
  private readonly validity: Uint8Array | null

  constructor(vector: duckdb.Vector, size: number) {
    const data = duckdb.vector_get_data(vector, size * 4)
    this.values = new Uint32Array(data.buffer, data.byteOffset, size)
    this.validity = validityOf(vector, size)
  }

  /** -1 when absent. */
  at(row: number): number {
    return isAbsent(this.validity, row) ? -1 : this.values[row]!
  }
}
