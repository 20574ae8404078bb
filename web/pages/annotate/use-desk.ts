import { useEffect, useState, useSyncExternalStore } from 'react'
import { Desk } from './desk.ts'
import { browserMemory, dropOldDrafts } from './desk-memory.ts'
import type { DeskState } from './desk-state.ts'
import { LEASE_MS } from './queue.ts'
import { queueApi } from './queue-api.ts'

/** Three chances to be heard within one lease. */
const BEAT_MS = LEASE_MS / 3
/** Whoever touched nothing for so long has left: what he holds goes back to others by itself. */
const AWAY_MS = LEASE_MS
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const

/** A desk for this annotator, as long as the page stands. */
export function useDesk(annotator: string): { readonly desk: Desk; readonly state: DeskState } {
  const [desk] = useState(() => new Desk(queueApi(annotator), browserMemory(annotator), () => performance.now()))
  useEffect(() => {
    dropOldDrafts(Date.now())
    void desk.begin()
    return keepAlive(desk)
  }, [desk])
  return { desk, state: useSyncExternalStore(desk.subscribe, desk.state) }
}

/** Heartbeats while somebody looks and moves; none from a hidden or forgotten tab, and one at once on coming back. */
function keepAlive(desk: Desk): () => void {
  let movedAt = performance.now()
  const moved = (): void => {
    movedAt = performance.now()
  }
  const looked = (): void => {
    desk.look(document.visibilityState === 'visible')
    if (document.visibilityState !== 'visible') return
    moved()
    void desk.beat()
  }
  const left = (): void => desk.leave()
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible' && performance.now() - movedAt < AWAY_MS) void desk.beat()
  }, BEAT_MS)
  for (const sign of SIGNS) addEventListener(sign, moved, { passive: true })
  document.addEventListener('visibilitychange', looked)
  addEventListener('pagehide', left)
  return () => {
    clearInterval(timer)
    for (const sign of SIGNS) removeEventListener(sign, moved)
    document.removeEventListener('visibilitychange', looked)
    removeEventListener('pagehide', left)
    desk.leave()
  }
}
