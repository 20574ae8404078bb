import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { defaultConfig } from '../../src/features/config.ts'
import { facts, features, nextDeadline } from '../../src/features/conversation.ts'
import { drawFrom } from './draw.ts'
import { inBatches, settledStates, wholeLog } from './folded.ts'
import { history } from './histories.ts'
import { oracle } from './oracle.ts'
import { shrink } from './shrink.ts'

type Lines = readonly string[]

/** Compares on every history at each of its moments; a difference is shown on as few lines as possible. */
function agree(seeds: number, theirs: (lines: Lines, now: number) => unknown, ours: typeof theirs): void {
  for (let seed = 0; seed < seeds; seed++) {
    const { lines, nows } = history(seed)
    for (const now of nows) {
      const differ = (some: Lines): boolean => !isDeepStrictEqual(theirs(some, now), ours(some, now))
      if (!differ(lines)) continue
      const least = shrink(lines, differ)
      expect({ seed, now, least, result: ours(least, now) }).toEqual({ seed, now, least, result: theirs(least, now) })
    }
  }
}

test('rows and summary of the whole log are the oracle’s', { timeout: 120_000 }, () => {
  agree(700, oracle, wholeLog)
})

test('rows from batches in any order, with repeats and stored states, are the oracle’s', { timeout: 120_000 }, () => {
  agree(
    700,
    (lines, now) => oracle(lines, now).rows,
    (lines, now) => inBatches(lines, now, drawFrom(now)),
  )
})

test('without a new event, rows and facts change only at the next deadline', { timeout: 120_000 }, () => {
  for (let seed = 0; seed < 1000; seed++) {
    const { states, arrivedAt } = settledStates(history(seed).lines)
    for (const state of states) {
      const at = (now: number) => [features(state, now, defaultConfig), facts(state, now, defaultConfig)]
      let now = arrivedAt
      for (let due: number | null = now; due !== null; due = nextDeadline(state, now, defaultConfig)) {
        const before = at(now)
        if (due > now + 1) expect({ seed, now, due, is: at(due - 1) }).toEqual({ seed, now, due, is: before })
        now = due
      }
      expect({ seed, now, is: at(now + 1e12) }).toEqual({ seed, now, is: at(now) })
    }
  }
})
