const HALF_WORD = 0x80000000

const double = new Float64Array(1)
const doubleBytes = new Uint8Array(double.buffer)

/** Writes numbers into bytes that grow. */
export class ByteWriter {
  bytes = new Uint8Array(8192)
  length = 0

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1)
    this.bytes[this.length++] = value
  }

  /** A non-negative integer below 2^53, seven bits a byte, low ones first. */
  varint(value: number): void {
    if (this.length + 8 > this.bytes.length) this.reserve(8)
    let rest = value
    while (rest >= HALF_WORD) {
      this.bytes[this.length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      this.bytes[this.length++] = rest | 128
      rest >>>= 7
    }
    this.bytes[this.length++] = rest
  }

  /** 32 bits, low byte first. */
  word(value: number): void {
    this.reserve(4)
    this.bytes[this.length++] = value
    this.bytes[this.length++] = value >>> 8
    this.bytes[this.length++] = value >>> 16
    this.bytes[this.length++] = value >>> 24
  }

  double(value: number): void {
    this.reserve(8)
    double[0] = value
    for (let i = 0; i < 8; i++) this.bytes[this.length++] = doubleBytes[i]!
  }

  /** The bytes from `from` to `to` of others. */
  copy(bytes: Uint8Array, from: number, to: number): void {
    this.reserve(to - from)
    if (to - from > MANY) this.bytes.set(bytes.subarray(from, to), this.length)
    else for (let i = from; i < to; i++) this.bytes[this.length + i - from] = bytes[i]!
    this.length += to - from
  }
}

/** Copying fewer bytes one by one is faster than making a view of them. */
const MANY = 128

/** Reads what a ByteWriter wrote. Reading past the end gives zeros; `overrun` tells. */
export class ByteReader {
  bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  get overrun(): boolean {
    return this.at > this.bytes.length
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0
  }

  varint(): number {
    let byte = this.bytes[this.at++] ?? 0
    if (byte < 128) return byte
    let value = byte & 127
    byte = this.bytes[this.at++] ?? 0
    value |= (byte & 127) << 7
    for (let scale = 0x4000; byte > 127; scale *= 128) {
      byte = this.bytes[this.at++] ?? 0
      value += (byte & 127) * scale
    }
    return value
  }

  word(): number {
    const { bytes, at } = this
    this.at += 4
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  }

  double(): number {
    for (let i = 0; i < 8; i++) doubleBytes[i] = this.byte()
    return double[0]!
  }
}
