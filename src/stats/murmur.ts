import { avalanche } from './avalanche.ts'

const encoder = new TextEncoder()
const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

const C1 = 0x239b961b
const C2 = 0xab0e9789
const C3 = 0x38b34ae5
const C4 = 0xa1e38b93

/**
 * MurmurHash3_x86_128 with seed 0 over the UTF-8 bytes of a text: four unsigned 32-bit words.
 * Source: A. Appleby, SMHasher, MurmurHash3.cpp (public domain). Not for secrets: an attacker can find collisions.
 */
export function murmur128(text: string): Uint32Array {
  const bytes = encoder.encode(text)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const blocks = bytes.length >>> 4
  const h = new Int32Array(4)
  for (let i = 0; i < blocks; i++) {
    const at = i << 4
    h[0]! ^= mix(view.getInt32(at, true), C1, 15, C2)
    h[0] = Math.imul(rotate(h[0]!, 19) + h[1]!, 5) + 0x561ccd1b
    h[1]! ^= mix(view.getInt32(at + 4, true), C2, 16, C3)
    h[1] = Math.imul(rotate(h[1]!, 17) + h[2]!, 5) + 0x0bcaa747
    h[2]! ^= mix(view.getInt32(at + 8, true), C3, 17, C4)
    h[2] = Math.imul(rotate(h[2]!, 15) + h[3]!, 5) + 0x96cd1c35
    h[3]! ^= mix(view.getInt32(at + 12, true), C4, 18, C1)
    h[3] = Math.imul(rotate(h[3]!, 13) + h[0]!, 5) + 0x32ac3b17
  }
  mixTail(h, bytes, blocks << 4)
  return finish(h, bytes.length)
}

const mix = (word: number, first: number, by: number, second: number): number =>
  Math.imul(rotate(Math.imul(word, first), by), second)

function mixTail(h: Int32Array, bytes: Uint8Array, from: number): void {
  const tail = new Int32Array(4)
  for (let i = from; i < bytes.length; i++) tail[(i - from) >> 2]! |= bytes[i]! << (((i - from) & 3) << 3)
  h[0]! ^= mix(tail[0]!, C1, 15, C2)
  h[1]! ^= mix(tail[1]!, C2, 16, C3)
  h[2]! ^= mix(tail[2]!, C3, 17, C4)
  h[3]! ^= mix(tail[3]!, C4, 18, C1)
}

function finish(h: Int32Array, length: number): Uint32Array {
  for (let i = 0; i < 4; i++) h[i]! ^= length
  spread(h)
  for (let i = 0; i < 4; i++) h[i] = avalanche(h[i]!)
  spread(h)
  return new Uint32Array(h.buffer)
}

function spread(h: Int32Array): void {
  h[0] = h[0]! + h[1]! + h[2]! + h[3]!
  for (let i = 1; i < 4; i++) h[i] = h[i]! + h[0]!
}
