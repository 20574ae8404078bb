import { type Draft, withNewRule, withRule } from './rule-draft.ts'
import { SIGNALS, type Signal } from './rule-shape.ts'

const LONGEST_NAME = 48

/** The table with what an address proposes: `off=reason` switches a rule off, `add=signal+signal` adds one. Anything else leaves it as it is. */
export function proposedDraft(draft: Draft, search: URLSearchParams): Draft {
  const off = draft.rules.findIndex(({ reason }) => reason === search.get('off'))
  const changed = off < 0 ? draft : withRule(draft, off, { enabled: false })
  const asked = (search.get('add') ?? '').split('+')
  const signals = asked.flatMap((part) => SIGNALS.filter((signal) => signal === part && signal !== 'eligible'))
  if (signals.length === 0) return changed
  const reason = signals.join('_and_').slice(0, LONGEST_NAME)
  const all: Signal[] = ['eligible', ...signals]
  const taken = changed.rules.findIndex((rule) => rule.reason === reason)
  if (taken >= 0) return withRule(changed, taken, { enabled: true, all })
  const wider = withNewRule(changed)
  return withRule(wider, wider.rules.length - 1, { reason, all })
}
