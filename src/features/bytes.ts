const WORD = 0x100000000

const double = new Float64Array(1)
const doubleBytes = new Uint8Array(double.buffer)

/** Writes numbers and texts into bytes that grow. */
export class ByteWriter {
  bytes = new Uint8Array(4096)
  length = 0

  /** Room for `count` more bytes. */
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

  /** A non-negative integer below 2^53, seven bits a byte. */
  varint(value: number): void {
    let rest = value
    while (rest >= WORD / 2) {
      this.byte((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      this.byte((rest & 127) | 128)
      rest >>>= 7
    }
    this.byte(rest)
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
}

/** Reads what a ByteWriter wrote. Reading past the end gives zeros and sets `overrun`. */
export class ByteReader {
  readonly bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at = 0) {
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
    let scale = 128
    do {
      byte = this.bytes[this.at++] ?? 0
      value += (byte & 127) * scale
      scale *= 128
    } while (byte > 127)
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
