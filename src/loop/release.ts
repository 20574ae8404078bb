import { LoopError } from '../errors/loop-error.ts'
import { hasRulesOf, type RuleParts, withRulesOf } from '../releases/bundle.ts'
import type { GateVerdict, ModelRegistry, RegisteredBundle } from '../releases/model-registry.ts'
import { isApproved, mayApprove } from '../releases/ramp.ts'
import { checkedRamp } from '../releases/ramp-check.ts'
import { isLooser, nextShare, type ReleasePolicy } from '../releases/ramp-policy.ts'
import type { ReleasePolicyStore } from '../releases/release-policy-store.ts'
import type { Canary, LedgerEntry, ReleaseOrder, ReleaseState } from '../releases/release-state.ts'
import { findings, type StageCheck } from '../releases/stage-check.ts'
import { type CheckPorts, checkCanary } from './release-check.ts'

export interface ReleasePorts extends CheckPorts {
  readonly registry: ModelRegistry
  readonly policies: ReleasePolicyStore
  /** Throws LOOP_TAXONOMY_OUTGROWN for a bundle whose models say labels that were split or retired. */
  refuseOutgrown(bundle: string): Promise<void>
}

/**
 * Arrow from a candidate to the customers, in steps, and back. What the gate or the canary's figures do not allow needs
 * `force`, which the ledger remembers; approval cannot be forced. Of two orders decided on the same state only one is
 * carried out.
 *
 * Throws LOOP_GATE_NOT_PASSED, LOOP_CANARY_NOT_READY, LOOP_NOT_APPROVED, LOOP_TAXONOMY_OUTGROWN, LOOP_RELEASE_IMPOSSIBLE (409), LOOP_NO_BUNDLE
 * (404), LOOP_NOT_AN_APPROVER (403), LOOP_BAD_RAMP (400).
 */
export async function release(order: ReleaseOrder, ports: ReleasePorts, now: number): Promise<LedgerEntry> {
  const [state, policy] = await Promise.all([
    ports.registry.state(order.assistant ?? null),
    ports.policies.policy(order.assistant ?? null),
  ])
  const decided = { ...order, decidedOn: order.decidedOn ?? state.revision }
  return ports.registry.release(await PREPARE[order.action](decided, { state, policy, ports, now }), now)
}

interface Context {
  readonly state: ReleaseState
  readonly policy: ReleasePolicy
  readonly ports: ReleasePorts
  readonly now: number
}
type Prepare = (order: ReleaseOrder, context: Context) => ReleaseOrder | Promise<ReleaseOrder>

const asItIs: Prepare = (order) => order

/** What each order is checked for, and completed with, before it is carried out. */
const PREPARE: Readonly<Record<ReleaseOrder['action'], Prepare>> = {
  async canary(order, context) {
    await requireGate(order, context)
    requireApproval(order, order.bundle, 'canary', context)
    const ramp = checkedRamp(order.ramp ?? context.policy.ramp)
    const share = order.share ?? ramp.stages[0]!.share
    const skips = share > nextShare(context.policy.ramp, 0)
    return { ...order, ramp, share, force: order.force === true || skips || isLooser(ramp, context.policy.ramp) }
  },
  async advance(order, context) {
    const { canary } = context.state
    const next = order.share ?? (canary === null ? null : nextShare(canary.ramp, canary.share))
    if (canary !== null && !order.force) await context.ports.refuseOutgrown(canary.bundle)
    if (canary !== null && next === 1) requireApproval(order, canary.bundle, 'live', context)
    return { ...order, check: await requireCheck(order, context), force: isForced(order, canary, next) }
  },
  async promote(order, context) {
    const { state } = context
    await requireGate(order, context)
    requireApproval(order, order.bundle ?? state.canary?.bundle, 'live', context)
    if (state.canary === null || (order.bundle ?? state.canary.bundle) !== state.canary.bundle) return order
    return { ...order, check: await requireCheck(order, context), force: isForced(order, state.canary, 1) }
  },
  rollback: keepingRules,
  abandon: asItIs,
  pause: asItIs,
  resume: asItIs,
  approve(order, { policy: { approval } }) {
    const { who, recordedBy = 'loop' } = order
    if (mayApprove({ who, recordedBy }, approval)) return order
    throw new LoopError(
      'LOOP_NOT_AN_APPROVER',
      `${who} (key ${recordedBy}) may not approve; ${approval.approvers.join(', ')} may. Ask one of them.`,
      { status: 403 },
    )
  },
  rules: asItIs,
  charge: asItIs,
}

/** Leaving out stages asks for less than the ramp does. A paused canary advances only when somebody says force. */
const isForced = ({ force, action }: ReleaseOrder, canary: Canary | null, next: number | null): boolean =>
  force === true ||
  (canary !== null &&
    next !== null &&
    next > nextShare(canary.ramp, canary.share) &&
    !(canary.paused && action === 'advance'))

/** A pass counts beside the bundle it was measured against: beside a newer live one it says nothing. */
async function requireGate(order: ReleaseOrder, { state, ports }: Context): Promise<void> {
  const { registry } = ports
  const id = order.bundle ?? state.canary?.bundle
  if (id === undefined || order.force) return
  await ports.refuseOutgrown(id)
  const [newest, ...older] = await registry.verdicts(id)
  if (newest === undefined) return // unknown: the registry says so
  const found = [newest, ...older].find((each) => each.against === state.live)
  if (found?.verdict === 'pass') return
  const said = found
    ? `The gate's verdict on ${id} beside ${state.live ?? 'nothing live'} is ${found.verdict}; only a pass is released.`
    : `The gate compared ${id} with ${newest.against ?? 'nothing live'}, and now ${state.live ?? 'nothing'} is live: that verdict (${newest.verdict}) says nothing about it.`
  throw new LoopError(
    'LOOP_GATE_NOT_PASSED',
    `${said} Evaluate again: salesloop evaluate --bundle ${id} --record${ofAssistant(state)} (POST /v1/bundles/${id}/verdicts) gives the reasons and, when it passes, lets it through; force releases it all the same.`,
    { status: 409 },
  )
}

/** As a shell takes it: of an assistant that has releases of its own, the default's verdict helps nothing. */
const ofAssistant = ({ assistant }: ReleaseState): string => {
  if (assistant === null) return ''
  return ` --assistant ${/^[\w.-]+$/.test(assistant) ? assistant : `'${assistant.replaceAll("'", `'\\''`)}'`}`
}

/** Nothing is live before the first bundle: it needs nobody's approval. */
function requireApproval(
  order: ReleaseOrder,
  bundle: string | undefined,
  step: 'canary' | 'live',
  { state, policy: { approval } }: Context,
): void {
  if (bundle === undefined || state.live === null) return // the registry says what is wrong
  const starter = step === 'live' && state.canary?.bundle === bundle ? state.canary.startedBy : null
  const asked = starter ?? { who: order.who, recordedBy: order.recordedBy ?? 'loop' }
  if (isApproved(state.approval, bundle, step, asked, approval)) return
  const who = approval.approvers.length > 0 ? approval.approvers.join(' or ') : 'an admin'
  throw new LoopError(
    'LOOP_NOT_APPROVED',
    `${bundle} needs approval before it ${step === 'canary' ? 'gets any users' : 'is live for everyone'}, by ${who} and not by ${asked.who}, who asked for it: salesloop release approve --bundle ${bundle} --why '…'. It cannot be forced.`,
    { status: 409 },
  )
}

/** Figures that allow a step, or what they are where somebody forces it. */
async function requireCheck(order: ReleaseOrder, { state, ports, now }: Context): Promise<StageCheck | undefined> {
  const { canary, live } = state
  if (canary === null || live === null) return undefined // the registry says what is wrong
  const states = await ports.registry.states()
  const check = await checkCanary(canary, { live, assistant: state.assistant, states }, ports, now)
  if (check.verdict === 'advance' || order.force) return check
  const why = check.verdict === 'stop' ? findings(check) : `${check.waits_for.join('; ')}.`
  throw new LoopError(
    'LOOP_CANARY_NOT_READY',
    `The canary ${canary.bundle} does not advance (${check.verdict}): ${why} Wait for more traffic, roll back, or force; GET /v1/releases/status shows the figures.`,
    { status: 409 },
  )
}

/** Going back to old models keeps the newer rules: then the target is a bundle of both, published first. */
async function keepingRules(order: ReleaseOrder, { state, ports: { registry }, now }: Context): Promise<ReleaseOrder> {
  const id = order.bundle ?? (state.canary === null ? state.earlier[0] : undefined)
  if (id === undefined || state.live === null) return order
  const [target, live] = [await registry.bundle(id), await registry.bundle(state.live)]
  if (target === null || live === null || hasRulesOf(target, live)) return order
  return { ...order, bundle: await published(target, live, registry, now), standsFor: id }
}

/**
 * The bundle under other rules, made known. Its verdicts are those of its models, all of them in their order: the first, and what
 * was recorded since.
 *
 * @param renamed the bundle beside which a verdict then counts: both sides have the newer rules
 */
async function published(
  bundle: RegisteredBundle,
  rules: Partial<RuleParts>,
  registry: ModelRegistry,
  now: number,
  renamed = (against: string | null) => against,
): Promise<string> {
  const id = await publishedMix({ ...bundle, against: renamed(bundle.against) }, rules, registry, now)
  const known = new Set((await registry.verdicts(id)).map(sameVerdict))
  for (const found of (await registry.verdicts(bundle.id)).toReversed()) {
    const verdict = { ...found, bundle: id, against: renamed(found.against) }
    if (!known.has(sameVerdict(verdict))) await registry.judge(verdict)
  }
  return id
}

/** A run judges a bundle once; a person at any moment. */
const sameVerdict = ({ runId, against, who, at, verdict }: GateVerdict): string =>
  runId ?? JSON.stringify([against, who, at, verdict])

async function publishedMix(
  bundle: RegisteredBundle,
  rules: Partial<RuleParts>,
  registry: ModelRegistry,
  now: number,
): Promise<string> {
  const mixed: RegisteredBundle = { ...bundle, ...withRulesOf(bundle, rules), createdAt: now }
  for (let attempt = 1; ; attempt++) {
    const token = await registry.token()
    try {
      await registry.publish(mixed, [], token)
      return mixed.id
    } catch (error) {
      const isOvertaken = error instanceof LoopError && error.code === 'LOOP_STALE_TOKEN'
      if (!isOvertaken || attempt === PUBLISH_TRIES) throw error // else a trainer began in between, and has nothing to do with it
    }
  }
}
const PUBLISH_TRIES = 20

/**
 * Newer rules or thresholds, or another model in charge of admission, live at once: the live bundle and the canary become bundles that
 * differ in them alone. Of no model that answers anything changes, so no canary is needed; a running one begins its stage anew, since
 * both of its arms have changed.
 *
 * @param rules what is left out stays as each bundle has it
 * @returns null when nothing is live, or what is live has these rules already
 */
export async function releaseRules(
  rules: Partial<RuleParts>,
  order: Pick<ReleaseOrder, 'assistant' | 'who' | 'recordedBy' | 'why'>,
  { registry }: Pick<ReleasePorts, 'registry'>,
  now: number,
  action: 'rules' | 'charge' = 'rules',
): Promise<LedgerEntry | null> {
  const state = await registry.state(order.assistant ?? null)
  const live = state.live === null ? null : await registry.bundle(state.live)
  if (live === null || hasRulesOf(live, rules)) return null
  const canary = state.canary === null ? null : await registry.bundle(state.canary.bundle)
  const bundle = await published(live, rules, registry, now)
  const renamed = (against: string | null) => (against === live.id ? bundle : against)
  const canaryBundle = canary === null ? undefined : await published(canary, rules, registry, now, renamed)
  return registry.release({ ...order, action, bundle, canaryBundle, decidedOn: state.revision }, now)
}
