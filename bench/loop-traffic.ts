import { isHeldOut } from '../src/evaluation/gold.ts'
import { randomFrom, shuffle } from '../src/stats/random.ts'
import type { DataSet, Row } from './data-sets.ts'

/** A live conversation of the bench: the turns of one dialogue, or one text. */
export interface LiveConversation {
  id: string
  rows: Row[]
}

/** The training part of a set as a start and ten windows of traffic. */
export interface Traffic {
  /** Labelled before the first day. */
  initial: Row[]
  windows: LiveConversation[][]
}

const INITIAL_SHARE = 0.1
export const WINDOWS = 10

/**
 * Cuts the training part by group, in an order drawn from the seed: a tenth to start with, the rest in ten windows.
 *
 * The ids are chosen so that no conversation falls into the share that the service holds out as its own gold set: the
 * bench brings a test part, and every label that it pays for is to be trained on, under both ways of choosing.
 */
export function trafficOf({ train }: DataSet, seed: number, goldShare: number): Traffic {
  const groups = shuffle([...Map.groupBy(train, ({ group }) => group).values()], randomFrom(`traffic/${seed}`))
  const start = Math.round(groups.length * INITIAL_SHARE)
  let next = 0
  const nextId = (): string => {
    for (;;) {
      const id = `c-${seed}-${next++}`
      if (!isHeldOut(id, goldShare)) return id
    }
  }
  const live = groups.slice(start).map((rows) => ({ id: nextId(), rows }))
  const windows = Array.from({ length: WINDOWS }, (_, w) =>
    live.slice(Math.floor((w * live.length) / WINDOWS), Math.floor(((w + 1) * live.length) / WINDOWS)),
  )
  return { initial: groups.slice(0, start).flat(), windows }
}
