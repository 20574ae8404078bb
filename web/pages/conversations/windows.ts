import { useEffect, useRef, useState } from 'react'

/** Rows that are asked for at once. */
export const WINDOW = 100
/** Windows that are loaded beyond what is in view: the way it goes, and behind. */
const AHEAD = 3
const BEHIND = 1
/** Windows that far away are scrolled to, not jumped to. */
const NEAR = 3
/** A jump counts once the list rests so long: what is only passed is not asked for, and so does not keep the service from what is looked at. */
const REST_MS = 60
/** … or once it has gone on for so long. */
const LONGEST_MOVE_MS = 300

/** Windows in view, from and to included, and the way that led there. */
export interface View {
  readonly from: number
  readonly to: number
  readonly way: 'down' | 'up'
}

export const viewOf = ([first, last]: readonly [number, number], way: View['way'] = 'down'): View => ({
  from: Math.floor(first / WINDOW),
  to: Math.floor(last / WINDOW),
  way,
})

/** Windows of so many rows to load, those in view first, then those that come next. Window 0 is there already. */
export function windowsToLoad({ from, to, way }: View, count: number): { inView: number[]; around: number[] } {
  const last = Math.floor(Math.max(0, count - 1) / WINDOW)
  const range = (begin: number, end: number): number[] =>
    Array.from({ length: Math.max(0, end - begin + 1) }, (_, i) => begin + i)
  const exists = (window: number): boolean => window >= 1 && window <= last
  const [below, above] = way === 'down' ? [AHEAD, BEHIND] : [BEHIND, AHEAD]
  const [after, before] = [range(to + 1, to + below), range(from - above, from - 1).reverse()]
  return {
    inView: range(from, to).filter(exists),
    around: (way === 'down' ? [...after, ...before] : [...before, ...after]).filter(exists),
  }
}

/** The view to load for: follows a scroll at once, a jump when it rests. */
export function useRestingView(seen: readonly [first: number, last: number]): View {
  const [view, setView] = useState<View>(() => viewOf(seen))
  const movingSince = useRef<number | null>(null)
  const { from, to } = viewOf(seen)
  useEffect(() => {
    if (from === view.from && to === view.to) {
      movingSince.current = null
      return
    }
    const follow = (): void => setView({ from, to, way: from < view.from ? 'up' : 'down' })
    movingSince.current ??= performance.now()
    const isNear = Math.abs(from - view.from) <= NEAR
    if (isNear || performance.now() - movingSince.current >= LONGEST_MOVE_MS) {
      follow()
      return
    }
    const later = setTimeout(follow, REST_MS)
    return () => clearTimeout(later)
  }, [from, to, view])
  return view
}
