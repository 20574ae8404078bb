import type { Release } from './facts.ts'

const MARKED: ReadonlySet<Release['action']> = new Set(['canary', 'advance', 'promote', 'rollback', 'abandon', 'rules'])
const NEAR_MS = 3_600_000

/** Releases that changed who answers, oldest first; of several within an hour the last one, so that marks can be read. */
export function bySame(releases: readonly Release[]): Release[] {
  const marked = releases.filter(({ action }) => MARKED.has(action)).toSorted((a, b) => a.revision - b.revision)
  return marked.filter(({ at }, i) => (marked[i + 1]?.at ?? Number.POSITIVE_INFINITY) - at >= NEAR_MS)
}
