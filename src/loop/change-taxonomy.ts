import { LoopError } from '../errors/loop-error.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import type { KeptRule, MachineDesk } from '../labels/machine-desk.ts'
import { textTest } from '../labels/rule-pattern.ts'
import type { Taxonomy, TaxonomyTask } from '../labels/taxonomy.ts'
import { changedTaxonomy, comingLabels, goingLabels, type TaxonomyChange } from '../labels/taxonomy-change.ts'
import type { LabelUse, TaxonomyStore } from '../labels/taxonomy-store.ts'
import { untranslatable } from '../labels/taxonomy-translate.ts'
import type { NewTextTask } from '../labels/text-task.ts'
import { TASKS, type Task } from '../models/task.ts'
import type { ModelRegistry } from '../releases/model-registry.ts'
import type { ModelStore } from '../releases/model-store.ts'
import { refKey, type TextStore } from '../training/snapshot-store.ts'
import { labelsOfModel } from './model-labels.ts'

export interface TaxonomyPorts {
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
  readonly versions: TaxonomyStore
  readonly machine: Pick<MachineDesk, 'rules'>
  readonly texts: TextStore
  readonly registry: Pick<ModelRegistry, 'bundles' | 'state' | 'states' | 'bundle'>
  readonly models: Pick<ModelStore, 'get'>
}

/** What hangs on the labels that a change touches, and what becomes of it. */
export interface ChangePreview {
  readonly next: Taxonomy
  readonly use: readonly LabelUse[]
  /** Labelling rules that vote for a label that goes. */
  readonly rules: readonly Pick<KeptRule, 'ruleId' | 'label'>[]
  /** Bundles whose models say a label that goes. `translated`: their answers are renamed; else they can no longer be released. */
  readonly bundles: readonly { readonly bundle: string; readonly live: boolean; readonly translated: boolean }[]
  /** Of a split: texts whose old label is resolved by a pattern, and texts that return to people. */
  readonly resolvedByRule: number
  readonly backToPeople: number
}

const MOST_BUNDLES = 50

/** Throws what `changedTaxonomy` throws, and LOOP_BAD_PATTERN. Changes nothing. */
export async function previewChange(
  task: TaxonomyTask,
  change: TaxonomyChange,
  ports: TaxonomyPorts,
): Promise<ChangePreview> {
  const current = await ports.taxonomy.taxonomy()
  const next = changedTaxonomy(current, task, change)
  const going = goingLabels(change)
  const tasks = await splitTasks(task, change, next.version, ports, 0)
  return {
    next,
    use: await ports.versions.use(task, [...new Set([...going, ...comingLabels(change).map(({ id }) => id)])]),
    rules: (await ports.machine.rules())
      .filter((rule) => rule.task === task && rule.enabled && going.includes(rule.label))
      .map(({ ruleId, label }) => ({ ruleId, label })),
    bundles: isTask(task) ? await bundlesWith(task, going, next, ports) : [],
    resolvedByRule: tasks.filter(({ label }) => label !== undefined).length,
    backToPeople: tasks.filter(({ label }) => label === undefined).length,
  }
}

/**
 * Makes a change: the next version, its line in the history, and, after a split, a task for every text whose label it
 * leaves open. Throws what `changedTaxonomy` throws, LOOP_BAD_PATTERN, LOOP_TAXONOMY_CHANGED (409).
 *
 * @param from version that the change was made from; null = whichever is current
 */
export async function changeTaxonomy(
  order: {
    readonly task: TaxonomyTask
    readonly change: TaxonomyChange
    readonly from: number | null
    readonly who: string
    readonly why: string
  },
  ports: TaxonomyPorts,
  now: number,
): Promise<Taxonomy> {
  const { task, change, from, who, why } = order
  for (;;) {
    const current = await ports.taxonomy.taxonomy()
    if (from !== null && from !== current.version) throw taxonomyChanged(from, current.version)
    const next = changedTaxonomy(current, task, change)
    const tasks = await splitTasks(task, change, next.version, ports, now)
    if (await ports.versions.keep(next, { task, change, who, why, at: now }, tasks)) return next
  }
}

export const taxonomyChanged = (given: number, current: number): LoopError =>
  new LoopError(
    'LOOP_TAXONOMY_CHANGED',
    `The taxonomy is at version ${current}, this change was made from ${given}. Read it again and repeat the change.`,
    { status: 409 },
  )

/** Texts with the split label: resolved where exactly one part's pattern fits, else back to people. */
async function splitTasks(
  task: TaxonomyTask,
  change: TaxonomyChange,
  version: number,
  ports: TaxonomyPorts,
  now: number,
): Promise<(NewTextTask & { readonly label?: string })[]> {
  if (change.kind !== 'split' || !isTask(task)) return []
  const parts = change.into.flatMap(({ id, pattern }) => (pattern === null ? [] : [{ id, fits: textTest(pattern) }]))
  const labelled = await ports.versions.labelled(task, [change.from])
  const texts = parts.length === 0 ? new Map<string, string>() : await ports.texts.texts(labelled)
  return labelled.map((each) => {
    const text = texts.get(refKey(each))
    const fitting = text === undefined ? [] : parts.filter(({ fits }) => fits(text))
    const { source, textId, conversationId } = each
    const asked: NewTextTask = {
      kind: 'split',
      task,
      source,
      textId,
      conversationId,
      was: change.from,
      choices: change.into.map(({ id }) => id),
      about: `taxonomy ${version}`,
      priority: now,
    }
    return fitting.length === 1 ? { ...asked, label: fitting[0]!.id } : asked
  })
}

async function bundlesWith(
  task: Task,
  going: readonly string[],
  next: Taxonomy,
  ports: TaxonomyPorts,
): Promise<ChangePreview['bundles']> {
  const { live } = await ports.registry.state()
  const found: ChangePreview['bundles'][number][] = []
  for (const bundle of await ports.registry.bundles(MOST_BUNDLES)) {
    const labels = await labelsOfModel(bundle.models[task], ports.models)
    if (!labels.some((label) => going.includes(label))) continue
    const isTranslated = untranslatable(next, task, labels).length === 0
    found.push({ bundle: bundle.id, live: bundle.id === live, translated: isTranslated })
  }
  return found
}

/**
 * A model whose labels the taxonomy has split or retired answers what nobody can act on any more: it is not released anew.
 * Throws LOOP_TAXONOMY_OUTGROWN (409).
 */
export async function refuseOutgrown(
  bundleId: string,
  ports: Pick<TaxonomyPorts, 'taxonomy' | 'models'> & { readonly registry: Pick<ModelRegistry, 'bundle'> },
): Promise<void> {
  const bundle = await ports.registry.bundle(bundleId)
  if (bundle === null) return // the registry says so
  const taxonomy = await ports.taxonomy.taxonomy()
  if (taxonomy.moved === undefined) return
  for (const task of TASKS) {
    const [first] = untranslatable(taxonomy, task, await labelsOfModel(bundle.models[task], ports.models))
    if (first === undefined) continue
    const { label, meaning } = first
    const fate = meaning.kind === 'retired' ? 'was retired' : `was split into ${meaning.among.join(', ')}`
    throw new LoopError(
      'LOOP_TAXONOMY_OUTGROWN',
      `The ${task} model of ${bundleId} still says '${label}', which ${fate}. Train a new model (POST /v1/training); force releases this one all the same.`,
      { status: 409 },
    )
  }
}

export const isTask = (task: TaxonomyTask): task is Task => (TASKS as readonly string[]).includes(task)
