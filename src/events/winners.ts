import type { AcceptedEvent } from './accept.ts'
import { wins } from './dedupe.ts'

/** Of copies of one event id, the one that wins; the ids sorted, so that two writers never wait for each other. */
export function winners(events: readonly AcceptedEvent[]): AcceptedEvent[] {
  const byId = new Map<string, AcceptedEvent>()
  for (const copy of events) {
    const other = byId.get(copy.event.id)
    if (other === undefined || wins(copy.event, other.event)) byId.set(copy.event.id, copy)
  }
  return [...byId.values()].sort((a, b) => (a.event.id < b.event.id ? -1 : 1))
}
