import duckdb from '@duckdb/node-bindings'
import { ShortTexts } from './short-texts.ts'
import { textFrom } from './wtf8.ts'

/** A text or blob in a vector: its length, then either its bytes or four of them and a pointer to all. */
const ITEM_BYTES = 16
const ITEM_WORDS = 4
const INLINE_BYTES = 12
const shortTexts = new ShortTexts()
/** Long items whose addresses share all bits above these are read through one view. */
const REGION_BITS = 18

/** Memory that holds long items, from the first to the end of the last one. */
interface Region {
  start: number
  end: number
  /** Row of the item at `start`: its pointer opens the view. */
  firstRow: number
  view: Buffer | null
}

/**
 * One text or blob column of a chunk. DuckDB's own reader makes a view and a decoder call for each long item, which
 * costs more than all of the fold; this one makes a view for each stretch of memory in which the items lie.
 * It is valid as long as its chunk is referenced.
 */
export class ByteColumn {
  private readonly size: number
  private readonly items: Buffer
  private readonly words: Uint32Array
  private readonly validity: Uint8Array | null
  private regions: Map<number, Region> | null = null

  constructor(vector: duckdb.Vector, size: number) {
    const data = duckdb.vector_get_data(vector, size * ITEM_BYTES)
    this.size = size
    this.items = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    this.words = new Uint32Array(data.buffer, data.byteOffset, size * ITEM_WORDS)
    this.validity = duckdb.vector_get_validity(vector, Math.ceil(size / 64) * 8) ?? null
  }

  absent(row: number): boolean {
    return this.validity !== null && (this.validity[row >> 3]! & (1 << (row & 7))) === 0
  }

  /** In bytes; meaningless for an absent item. */
  lengthAt(row: number): number {
    return this.words[row * ITEM_WORDS]!
  }

  /** The item as text; null when absent. */
  textAt(row: number): string | null {
    if (this.absent(row)) return null
    const length = this.lengthAt(row)
    if (length <= INLINE_BYTES) return shortTexts.textAt(this.words, row * ITEM_WORDS, this.items)
    const region = this.regionAt(row)
    const start = this.addressAt(row) - region.start
    return textFrom(region.view!, start, start + length)
  }

  /** Are the items of both rows alike, byte by byte? */
  alike(row: number, other: number): boolean {
    const a = row * ITEM_WORDS
    const b = other * ITEM_WORDS
    const { words } = this
    if (this.absent(row) || this.absent(other)) return this.absent(row) && this.absent(other)
    if (words[a] !== words[b] || words[a + 1] !== words[b + 1]) return false
    if (words[a + 2] === words[b + 2] && words[a + 3] === words[b + 3]) return true
    const length = words[a]!
    return length > INLINE_BYTES && this.longAlike(row, other, length)
  }

  private longAlike(row: number, other: number, length: number): boolean {
    const one = this.regionAt(row)
    const two = this.regionAt(other)
    const a = this.addressAt(row) - one.start
    const b = this.addressAt(other) - two.start
    // The first four have been compared.
    for (let i = 4; i < length; i++) if (one.view![a + i] !== two.view![b + i]) return false
    return true
  }

  /** Addresses have 48 bits, so a number holds them exactly. */
  private addressAt(row: number): number {
    return this.words[row * ITEM_WORDS + 3]! * 0x100000000 + this.words[row * ITEM_WORDS + 2]!
  }

  private regionAt(row: number): Region {
    this.regions ??= this.findRegions()
    const region = this.regions.get(regionKey(this.addressAt(row)))!
    region.view ??= this.open(region)
    return region
  }

  private findRegions(): Map<number, Region> {
    const regions = new Map<number, Region>()
    for (let row = 0; row < this.size; row++) {
      const length = this.lengthAt(row)
      if (length <= INLINE_BYTES || this.absent(row)) continue
      const start = this.addressAt(row)
      const region = regions.get(regionKey(start))
      if (region === undefined) {
        regions.set(regionKey(start), { start, end: start + length, firstRow: row, view: null })
        continue
      }
      if (start < region.start) {
        region.start = start
        region.firstRow = row
      }
      if (start + length > region.end) region.end = start + length
    }
    return regions
  }

  private open({ firstRow, start, end }: Region): Buffer {
    const { items } = this
    const pointerAt = items.byteOffset + firstRow * ITEM_BYTES + 8
    const bytes = duckdb.get_data_from_pointer(items.buffer as ArrayBuffer, pointerAt, end - start)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
}

const regionKey = (address: number): number => Math.floor(address / 2 ** REGION_BITS)
