import { avalanche } from '../stats/avalanche.ts'

/** 32 bits of a unit's letters. */
export function unitHash(letters: readonly number[], from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ letters[i]!, 0x01000193)
  return spread(hash)
}

/** Goes on from one hash with the next. The order counts. */
export const gramHash = (before: number, next: number): number =>
  spread(Math.imul(before ^ 0x9e3779b9, 0x85ebca6b) ^ next)

/** One hash of `length` units from a place on, every `step`-th one. */
export function gramOf(units: readonly number[], from: number, length: number, step: number): number {
  let gram = gramHash(length * 2 + step, units[from]!)
  for (let k = 1; k < length; k++) gram = gramHash(gram, units[from + k * step]!)
  return gram
}

/** One hash of two, whichever comes first. */
export function pairHash(a: number, b: number): number {
  const [less, more] = a < b ? [a, b] : [b, a]
  return spread(Math.imul(less, 0x9e3779b1) ^ (Math.imul(more, 0x85ebca6b) + 0x2545f491))
}

const spread = (hash: number): number => avalanche(hash) >>> 0
