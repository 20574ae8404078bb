import { createHash, randomUUID } from 'node:crypto'
import { isHeldOut } from '../evaluation/gold.ts'
import { canonicalValue } from '../events/canonical.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import type { Labeller } from '../labels/labeller.ts'
import type { MachineDesk, MachineRun, UnlabelledText } from '../labels/machine-desk.ts'
import { settlementOf } from '../labels/settlement.ts'
import { knowsLabel, type Taxonomy } from '../labels/taxonomy.ts'
import { readUnder, translated } from '../labels/taxonomy-translate.ts'
import type { Task } from '../models/task.ts'
import type { ModelRegistry } from '../releases/model-registry.ts'
import type { ModelStore } from '../releases/model-store.ts'
import { candidatesOf } from '../training/candidate.ts'
import type { ExampleStore } from '../training/example-store.ts'
import { refKey, type TextStore } from '../training/snapshot-store.ts'

export interface LabelledTextPorts {
  readonly labels: Pick<LabelReader, 'labelledTurns'>
  readonly examples: Pick<ExampleStore, 'candidates'>
  readonly texts: TextStore
}

export interface MachinePorts extends LabelledTextPorts {
  readonly machine: MachineDesk
  readonly labeller: Labeller
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
  readonly registry: Pick<ModelRegistry, 'state' | 'bundle'>
  readonly models: Pick<ModelStore, 'get'>
}

export interface MachineOrder {
  readonly task: Task
  /** Most conversations that are looked at. */
  readonly conversations: number
  /** Conversations of this share are held out for the gold set and are left alone. */
  readonly goldShare: number
  readonly who: string
}

/** Labelled texts that the nearest neighbour is sought among, and earlier texts that the label model rests on; the newest. */
const MOST_LABELLED = 20_000
const MOST_PAST = 20_000

/**
 * Arrow from new conversations to machine labels: rules, the live model and the nearest labelled text vote on every message
 * without a label, the label model joins the votes, a random share goes to people, and what lies in an open cell is accepted.
 */
export async function labelByMachine(
  order: MachineOrder,
  ports: MachinePorts,
  now: number,
  signal: AbortSignal,
): Promise<{ run: MachineRun; accepted: number; withdrawn: number }> {
  const { task, goldShare } = order
  const [policy, taxonomy, state] = await Promise.all([
    ports.machine.policy(),
    ports.taxonomy.taxonomy(),
    ports.registry.state(),
  ])
  const rules = readUnder(
    taxonomy,
    (await ports.machine.rules()).filter((rule) => rule.task === task && rule.enabled),
  )
  const model = state.live === null ? undefined : (await ports.registry.bundle(state.live))?.models[task]
  const basis = hashOf({ rules: rules.map(({ ruleId, version }) => [ruleId, version]), model: model?.id ?? null })
  const { conversations, texts } = await ports.machine.unlabelled(task, basis, order.conversations)
  const free = texts.filter(({ conversationId }) => !isHeldOut(conversationId, goldShare))
  const { settlement } = settlementOf(await ports.machine.audits(task), policy)
  const {
    proposals,
    model: labelModel,
    warmUp,
  } = await ports.labeller.label(
    {
      task,
      model: model === undefined ? null : [...(await ports.models.get(model))],
      labelled: await labelledTexts(task, taxonomy, ports, MOST_LABELLED),
      rules,
      texts: free,
      past: await ports.machine.past(task, MOST_PAST),
      policy,
      open: settlement.open,
    },
    signal,
  )
  const kept = inTaxonomy(task, taxonomy, proposals, free)
  const run: MachineRun = {
    runId: `mr-${randomUUID().slice(0, 13)}`,
    task,
    at: now,
    basis,
    bundle: model === undefined ? null : state.live,
    policyVersion: policy.version,
    texts: free.length,
    proposed: kept.length,
    audited: kept.filter(({ audited }) => audited).length,
    labelModel,
    who: order.who,
  }
  await ports.machine.keepRun(run, warmUp ? [] : conversations, kept)
  return { run, ...(await settleMachineLabels(task, ports, now)) }
}

/** After a run, an answer or a new policy: accepts what open cells hold, withdraws what is in doubt. */
export async function settleMachineLabels(
  task: Task,
  { machine }: Pick<MachinePorts, 'machine'>,
  now: number,
): Promise<{ accepted: number; withdrawn: number }> {
  const { settlement } = settlementOf(await machine.audits(task), await machine.policy())
  return machine.settle(task, settlement, now)
}

/** What people labelled, with its texts; the newest. */
export async function labelledTexts(
  task: Task,
  taxonomy: Taxonomy,
  ports: LabelledTextPorts,
  most: number,
): Promise<{ readonly text: string; readonly label: string }[]> {
  const offered = [...candidatesOf(await ports.labels.labelledTurns()), ...(await ports.examples.candidates())]
  const newest = readUnder(
    taxonomy,
    offered.filter((each) => each.task === task),
  )
    .sort((a, b) => b.labelledAt - a.labelledAt)
    .slice(0, most)
  const texts = await ports.texts.texts(newest)
  return newest.flatMap((each) => {
    const text = texts.get(refKey(each))
    return text === undefined ? [] : [{ text, label: each.label }]
  })
}

/** A model may say what can no longer be chosen: renamed labels are translated, others are no proposals. */
function inTaxonomy<T extends { readonly textId: string; readonly label: string }>(
  task: Task,
  taxonomy: Taxonomy,
  proposals: readonly T[],
  texts: readonly UnlabelledText[],
): (T & Pick<UnlabelledText, 'turnId' | 'conversationId'>)[] {
  const places = new Map(texts.map((each) => [each.textId, each]))
  return proposals.flatMap((proposal) => {
    const label = translated(taxonomy, task, proposal.label)
    const place = places.get(proposal.textId)
    if (label === null || place === undefined || !knowsLabel(taxonomy, task, label)) return []
    return [{ ...proposal, label, turnId: place.turnId, conversationId: place.conversationId }]
  })
}

const hashOf = (content: unknown): string =>
  createHash('sha256').update(canonicalValue(content)).digest('hex').slice(0, 16)
