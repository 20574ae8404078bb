import type { ApprovalPolicy } from './ramp-policy.ts'
import { nextShare } from './ramp-policy.ts'
import type { Approval, Canary, Orderer, ReleaseOrder, ReleaseState } from './release-state.ts'
import type { StageCheck } from './stage-check.ts'

/** What a look at a canary comes to. */
export type RampMove =
  | { readonly kind: 'wait'; readonly for: readonly string[] }
  | { readonly kind: 'order'; readonly order: ReleaseOrder }

/** Who takes a canary back, and who lets it go on, when nobody is asked. */
export const GUARDRAIL = 'guardrail'
export const RAMP = 'ramp'
const MACHINE_NAMES: readonly string[] = [GUARDRAIL, RAMP, 'loop']

/** Names under which the ledgers keep what no person ordered: no person and no key may have one. */
export const isMachineName = (name: string): boolean => MACHINE_NAMES.includes(name.trim().toLowerCase())

/**
 * One look at a canary. A loss that is shown takes it back, paused or not; else it goes on as soon as it may. Pure: the same
 * state, figures and moment give the same move, so that looks may come as often as one likes.
 */
export function moveOf(state: ReleaseState, canary: Canary, check: StageCheck, approval: ApprovalPolicy): RampMove {
  const decided = { assistant: state.assistant, decidedOn: state.revision, check }
  if (check.verdict === 'stop') {
    const shown = check.figures.filter((each) => each.verdict === 'stop').map((each) => each.text)
    return { kind: 'order', order: { action: 'rollback', who: GUARDRAIL, why: shown.join(' '), ...decided } }
  }
  if (canary.paused) return { kind: 'wait', for: ['somebody to resume it', ...check.waits_for] }
  if (check.verdict !== 'advance') return { kind: 'wait', for: check.waits_for }
  if (!canary.ramp.automatic) return { kind: 'wait', for: ['somebody to advance it: its figures allow it'] }
  const next = nextShare(canary.ramp, canary.share)
  if (next === 1 && !isApproved(state.approval, canary.bundle, 'live', canary.startedBy, approval)) {
    return { kind: 'wait', for: ['approval before it is live for everyone'] }
  }
  const why = `every figure excludes a loss above its margin at ${100 * canary.share} % of users`
  return { kind: 'order', order: { action: 'advance', bundle: canary.bundle, share: next, who: RAMP, why, ...decided } }
}

/** Is this step allowed without approval, or did somebody else than who asked for it agree? */
export function isApproved(
  given: Approval | null,
  bundle: string,
  step: ApprovalPolicy['before'][number],
  asked: Orderer,
  policy: ApprovalPolicy,
): boolean {
  if (!policy.before.includes(step)) return true
  return given !== null && given.bundle === bundle && !isSame(given, asked) && mayApprove(given, policy)
}

/** The name of who approves: his key's, or where there are no keys what he calls himself. */
const nameOf = ({ who, recordedBy }: Orderer): string => (recordedBy === 'anonymous' ? who : recordedBy)

/** One key under two names is one person, and so is one name under two keys. */
const isSame = (a: Orderer, b: Orderer): boolean =>
  a.who === b.who || (a.recordedBy !== 'anonymous' && a.recordedBy === b.recordedBy)

export const mayApprove = (approver: Orderer, { approvers }: ApprovalPolicy): boolean =>
  approvers.length === 0 || approvers.includes(nameOf(approver))
