/**
 * Finaliser of 32 bits: every bit of the one decides over every bit of the other. By itself, since the fold needs it on any engine.
 * Source: A. Appleby, SMHasher, MurmurHash3.cpp (public domain), fmix32.
 */
export function avalanche(word: number): number {
  let x = word ^ (word >>> 16)
  x = Math.imul(x, 0x85ebca6b)
  x ^= x >>> 13
  x = Math.imul(x, 0xc2b2ae35)
  return x ^ (x >>> 16)
}
