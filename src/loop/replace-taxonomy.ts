import { LoopError } from '../errors/loop-error.ts'
import {
  labelsOf,
  replacedTaxonomy,
  TAXONOMY_TASKS,
  type Taxonomy,
  type TaxonomyLists,
  type TaxonomyTask,
} from '../labels/taxonomy.ts'
import { changedTaxonomy } from '../labels/taxonomy-change.ts'
import type { LabelUse, TaxonomyStep } from '../labels/taxonomy-store.ts'
import { namesOf } from '../labels/taxonomy-translate.ts'
import { isTask, type TaxonomyPorts, taxonomyChanged } from './change-taxonomy.ts'
import { bundlesInUse, labelsOfModel } from './model-labels.ts'

/** A label that lists leave out although something hangs on it. */
export interface DroppedLabel extends LabelUse {
  readonly task: TaxonomyTask
  /** Models that answer customers now and say it. */
  readonly models: readonly string[]
  /** Labelling rules that vote for it. */
  readonly rules: readonly string[]
}

export interface ReplaceOrder {
  readonly lists: TaxonomyLists
  /** Version that the lists were made from; null = whichever is current. */
  readonly from: number | null
  /** Labels in use that the lists leave out are retired, each by a change of its own. */
  readonly force: boolean
  readonly who: string
  readonly why: string
}

export type Replaced =
  | { readonly kind: 'replaced'; readonly taxonomy: Taxonomy }
  | { readonly kind: 'in_use'; readonly dropped: readonly DroppedLabel[] }

/**
 * Other lists for some tasks. What nothing hangs on may go without a word; a label in use never does: answers keep it, and
 * models would go on saying it.
 *
 * @returns `in_use`: nothing was changed
 * Throws LOOP_LABEL_GIVEN_UP, LOOP_TAXONOMY_CHANGED (409).
 */
export async function replaceTaxonomy(order: ReplaceOrder, ports: TaxonomyPorts, now: number): Promise<Replaced> {
  const { lists, from, force, who, why } = order
  for (;;) {
    const current = await ports.taxonomy.taxonomy()
    if (from !== null && from !== current.version) throw taxonomyChanged(from, current.version)
    if (replacedTaxonomy(current, lists) === current) return { kind: 'replaced', taxonomy: current }
    const dropped = await droppedLabels(current, lists, ports)
    if (dropped.length > 0 && !force) return { kind: 'in_use', dropped }
    const steps: TaxonomyStep[] = []
    let next = current
    for (const { task, label } of dropped) {
      const change = { kind: 'retire', from: label } as const
      next = changedTaxonomy(next, task, change)
      steps.push({ next, change: { task, change, who, why, at: now } })
    }
    next = replacedTaxonomy(next, lists)
    if (await ports.versions.keepAll([...steps, { next, change: null }], who, now)) {
      return { kind: 'replaced', taxonomy: next }
    }
  }
}

async function droppedLabels(taxonomy: Taxonomy, lists: TaxonomyLists, ports: TaxonomyPorts): Promise<DroppedLabel[]> {
  const dropped: DroppedLabel[] = []
  for (const task of TAXONOMY_TASKS) {
    const list = lists[task] ?? null
    if (list === null) continue
    const kept = new Set(list.map(({ id }) => id))
    const going = labelsOf(taxonomy, task).filter(({ id }) => !kept.has(id))
    if (going.length === 0) continue
    const uses = await usesOf(taxonomy, task, ports)
    dropped.push(...going.map(({ id }) => uses(id)).filter(isInUse))
  }
  return dropped
}

/** What hangs on a label, under its own name and all that read as it. */
async function usesOf(
  taxonomy: Taxonomy,
  task: TaxonomyTask,
  ports: TaxonomyPorts,
): Promise<(label: string) => DroppedLabel> {
  const ids = [...labelsOf(taxonomy, task).map(({ id }) => id), ...Object.keys(taxonomy.moved?.[task] ?? {})]
  const uses = new Map((await ports.versions.use(task, ids)).map((use) => [use.label, use]))
  const rules = (await ports.machine.rules()).filter((rule) => rule.task === task && rule.enabled)
  const models = await liveModels(task, ports)
  return (label) => {
    const names = namesOf(taxonomy, task, label)
    const sum = (count: (use: LabelUse) => number) =>
      names.reduce((total, name) => total + (uses.has(name) ? count(uses.get(name)!) : 0), 0)
    return {
      task,
      label,
      turns: sum(({ turns }) => turns),
      examples: sum(({ examples }) => examples),
      goldItems: sum(({ goldItems }) => goldItems),
      machineLabels: sum(({ machineLabels }) => machineLabels),
      models: models.filter(({ says }) => names.some((name) => says.has(name))).map(({ id }) => id),
      rules: rules.filter((rule) => names.includes(rule.label)).map(({ ruleId }) => ruleId),
    }
  }
}

async function liveModels(task: TaxonomyTask, ports: TaxonomyPorts) {
  if (!isTask(task)) return []
  const says = new Map<string, ReadonlySet<string>>()
  for (const id of await bundlesInUse(ports.registry)) {
    const model = (await ports.registry.bundle(id))?.models[task]
    if (model && !says.has(model.id)) says.set(model.id, new Set(await labelsOfModel(model, ports.models)))
  }
  return [...says].map(([id, labels]) => ({ id, says: labels }))
}

const isInUse = ({ turns, examples, goldItems, machineLabels, models, rules }: DroppedLabel): boolean =>
  turns + examples + goldItems + machineLabels + models.length + rules.length > 0

/** The refusal in words; the first labels stand for all. */
export function labelsInUse(dropped: readonly DroppedLabel[]): LoopError {
  const named = dropped.slice(0, NAMED).map((each) => `'${each.label}' (${hangsOn(each)})`)
  const more = dropped.length > NAMED ? ` and ${dropped.length - NAMED} more` : ''
  const [labels, them, list] = dropped.length === 1 ? ['label', 'it', 'its list'] : ['labels', 'each', 'the lists']
  return new LoopError(
    'LOOP_LABELS_IN_USE',
    `Nothing was changed: these lists leave out ${dropped.length} ${labels} in use, ${named.join(', ')}${more}. Keep ${them} in ${list}; or merge, rename or retire ${them} with POST /v1/taxonomy/changes, so that old answers follow; or send force: true, which retires ${them} and records it.`,
    { status: 409 },
  )
}
const NAMED = 5

function hangsOn({ turns, examples, goldItems, machineLabels, models, rules }: DroppedLabel): string {
  const counted = (count: number, one: string): string[] =>
    count === 0 ? [] : [`${count} ${one}${count === 1 ? '' : 's'}`]
  return [
    ...counted(turns, 'labelled turn'),
    ...counted(examples, 'example'),
    ...counted(goldItems, 'gold item'),
    ...counted(machineLabels, 'machine label'),
    ...models.map((id) => `live model ${id}`),
    ...rules.map((id) => `rule ${id}`),
  ].join(', ')
}
