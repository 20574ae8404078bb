import { LoopError } from '../errors/loop-error.ts'
import { withRulesOf } from '../releases/bundle.ts'
import { type CanaryCheck, checkCanary, isLooser, type Margin } from '../releases/canary.ts'
import type { CanaryReader } from '../releases/canary-reader.ts'
import type { ModelRegistry, RegisteredBundle } from '../releases/model-registry.ts'
import type { LedgerEntry, ReleaseOrder, ReleaseState } from '../releases/release-state.ts'

export interface ReleasePorts {
  readonly registry: ModelRegistry
  readonly canaries: CanaryReader
}

/**
 * Arrow from a candidate to the customers, in steps, and back. What the gate or the canary's figures do not allow needs
 * `force`, which the ledger remembers. Of two orders decided on the same state only one is carried out.
 *
 * Throws LOOP_GATE_NOT_PASSED, LOOP_CANARY_NOT_READY, LOOP_RELEASE_IMPOSSIBLE (409), LOOP_NO_BUNDLE (404).
 */
export async function release(
  order: ReleaseOrder,
  margins: readonly Margin[],
  ports: ReleasePorts,
  now: number,
): Promise<LedgerEntry> {
  const state = await ports.registry.state()
  const decided = { ...order, decidedOn: state.revision }
  switch (order.action) {
    case 'canary':
      await requireGate(order, state, ports.registry)
      return ports.registry.release(decided, now)
    case 'promote':
      await requireGate(order, state, ports.registry)
      if ((order.bundle ?? state.canary?.bundle) !== state.canary?.bundle) return ports.registry.release(decided, now)
      return ports.registry.release(await checked(decided, state, margins, ports.canaries), now)
    case 'advance':
      return ports.registry.release(await checked(decided, state, margins, ports.canaries), now)
    case 'rollback':
      return ports.registry.release(await keepingRules(decided, state, ports.registry, now), now)
  }
}

/** A pass counts beside the bundle it was measured against: beside a newer live one it says nothing. */
async function requireGate(order: ReleaseOrder, state: ReleaseState, registry: ModelRegistry): Promise<void> {
  const id = order.bundle ?? state.canary?.bundle
  if (id === undefined || order.force) return
  const [newest, ...older] = await registry.verdicts(id)
  if (newest === undefined) return // unknown: the registry says so
  const found = [newest, ...older].find((each) => each.against === state.live)
  if (found?.verdict === 'pass') return
  const said = found
    ? `The gate's verdict on ${id} beside ${state.live ?? 'nothing live'} is ${found.verdict}; only a pass is released.`
    : `The gate compared ${id} with ${newest.against ?? 'nothing live'}, and now ${state.live ?? 'nothing'} is live: that verdict (${newest.verdict}) says nothing about it.`
  throw new LoopError(
    'LOOP_GATE_NOT_PASSED',
    `${said} Evaluate again: salesloop evaluate --bundle ${id} --record (POST /v1/bundles/${id}/verdicts) gives the reasons and, when it passes, lets it through; force releases it all the same.`,
    { status: 409 },
  )
}

/** The order with the check that allows it. Margins wider than the usual ones are a person's decision, too. */
async function checked(
  order: ReleaseOrder,
  state: ReleaseState,
  margins: readonly Margin[],
  canaries: CanaryReader,
): Promise<ReleaseOrder> {
  const check = await requireCheck(order, state, margins, canaries)
  return { ...order, check, force: order.force === true || isLooser(margins) }
}

async function requireCheck(
  order: ReleaseOrder,
  state: ReleaseState,
  margins: readonly Margin[],
  canaries: CanaryReader,
): Promise<CanaryCheck | undefined> {
  if (state.canary === null || state.live === null) return undefined // the registry says what is wrong
  const check = checkCanary(await canaries.counts(state.live, state.canary.bundle, state.canary.since), margins)
  if (check.verdict === 'advance' || order.force) return check
  throw new LoopError(
    'LOOP_CANARY_NOT_READY',
    `The canary ${state.canary.bundle} does not advance (${check.verdict}): ${check.figures.map((each) => each.text).join(' ')} Wait for more traffic, roll back, or force.`,
    { status: 409 },
  )
}

/** Going back to old models keeps the newer rules: then the target is a bundle of both, published first. */
async function keepingRules(
  order: ReleaseOrder,
  state: ReleaseState,
  registry: ModelRegistry,
  now: number,
): Promise<ReleaseOrder> {
  const id = order.bundle ?? (state.canary === null ? state.earlier[0] : undefined)
  if (id === undefined || state.live === null) return order
  const [target, live] = [await registry.bundle(id), await registry.bundle(state.live)]
  if (target === null || live === null || target.rules === live.rules) return order
  const mixed: RegisteredBundle = { ...target, ...withRulesOf(target, live), createdAt: now }
  await registry.publish(mixed, [], await registry.token())
  return { ...order, bundle: mixed.id, standsFor: id }
}
