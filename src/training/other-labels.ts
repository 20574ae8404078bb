import type { Task } from '../models/task.ts'
import type { Candidate, TextRef } from './candidate.ts'
import { refKey } from './snapshot-store.ts'

/** What people said when they were asked about one text anew; it replaces what the text was called. */
export interface Relabelled extends TextRef {
  readonly task: Task
  /** null = none of the labels fits: the text teaches nothing. */
  readonly label: string | null
  readonly labelIds: readonly string[]
  readonly conversationId: string | null
  readonly userId: string | null
  readonly labelledAt: number
}

/** A text that rules and models labelled. No gold item and no accuracy can be made of it: they ask for `human`. */
export type MachineCandidate = Candidate & { readonly origin: 'machine' }

/** Labels beside those of reviewed conversations and imported examples. */
export interface OtherLabels {
  readonly relabelled: readonly Relabelled[]
  /** Accepted machine labels; none while the policy keeps them out of training. */
  readonly machine: readonly MachineCandidate[]
  /** Largest share of machine labels in the weight of a task. */
  readonly machineShare: number
}

export interface OtherLabelSource {
  otherLabels(): Promise<OtherLabels>
}

export const noOtherLabels: OtherLabels = { relabelled: [], machine: [], machineShare: 0 }

/**
 * All that may be learned from: what people said last of a text counts, a machine's label only where no person said
 * anything, and all of these together at most their share of a task's weight.
 */
export function withOtherLabels(human: readonly Candidate[], other: OtherLabels): Candidate[] {
  const anew = new Map(other.relabelled.map((each) => [keyOf(each), each]))
  const used = new Set<string>()
  const said = human.flatMap((each): Candidate[] => {
    const later = anew.get(keyOf(each))
    if (later === undefined || later.labelledAt < each.labelledAt) return [each]
    used.add(keyOf(each))
    const { label, labelIds, labelledAt } = later
    return label === null ? [] : [{ ...each, label, labelIds: [...each.labelIds, ...labelIds], labelledAt }]
  })
  const humanKeys = new Set(human.map(keyOf))
  const added = other.relabelled.flatMap((each): Candidate[] => {
    const { label, ...rest } = each
    const known = used.has(keyOf(each)) || humanKeys.has(keyOf(each))
    return label === null || known ? [] : [{ ...rest, label, quality: 'normal', weight: 1 }]
  })
  const people = [...said, ...added]
  const free = other.machine.filter((each) => !humanKeys.has(keyOf(each)) && !anew.has(keyOf(each)))
  return [...people, ...capped(people, free, other.machineShare)]
}

/** Weights scaled so that machine labels of a task weigh at most `share` of the whole. */
function capped(people: readonly Candidate[], machine: readonly MachineCandidate[], share: number): MachineCandidate[] {
  const weigh = (some: readonly Candidate[], task: Task): number =>
    some.filter((each) => each.task === task).reduce((sum, { weight }) => sum + weight, 0)
  return [...Map.groupBy(machine, ({ task }) => task)].flatMap(([task, group]) => {
    const most = (weigh(people, task) * share) / (1 - share)
    const factor = Math.min(1, most / weigh(group, task))
    return factor === 0 ? [] : group.map((each) => ({ ...each, weight: each.weight * factor }))
  })
}

const keyOf = (each: TextRef & { readonly task: Task }): string => `${each.task}:${refKey(each)}`
