/**
 * A pair of neighbouring code points as one number. Pairs below U+10000, nearly all, are 32-bit integers, which engines
 * keep and compare fastest; any other pair is a number of 33 bits or more.
 */
export const bigramOf = (first: number, second: number): number =>
  first < 0x10000 && second < 0x10000 ? (first << 16) | second : ASTRAL + first * ROOM + second

const ROOM = 0x200000
const ASTRAL = 0x100000000

export const firstOf = (bigram: number): number =>
  bigram < ASTRAL ? bigram >>> 16 : Math.floor((bigram - ASTRAL) / ROOM)

export const secondOf = (bigram: number): number => (bigram < ASTRAL ? bigram & 0xffff : (bigram - ASTRAL) % ROOM)

/** 32 mixed bits of a bigram that is a 32-bit integer, the upper ones mixed best. */
export const hashOfPair = (bigram: number): number => Math.imul(bigram, 0x9e3779b1)

/** The same of any bigram. */
export const hashOfBigram = (bigram: number): number => hashOfPair(bigram < ASTRAL ? bigram : bigram % 0xfffffffb)
