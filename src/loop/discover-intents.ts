import { type DiscoverySettings, defaultDiscovery, MOST_UNSURE } from '../labels/discovery.ts'
import type { DiscoveryDesk, IntentProposal } from '../labels/discovery-desk.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import type { Labeller } from '../labels/labeller.ts'
import type { Task } from '../models/task.ts'
import { type LabelledTextPorts, labelledTexts } from './label-by-machine.ts'

export interface DiscoveryPorts extends LabelledTextPorts {
  readonly discovery: DiscoveryDesk
  readonly labeller: Labeller
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
}

/** Confidence below which a message may belong to no label. */
export const UNSURE_BELOW = 0.6
const MOST_KNOWN = 5000

/** Arrow from unsure predictions to proposals of new intents. Returns the open ones, largest first. */
export async function discoverIntents(
  task: Task,
  below: number,
  ports: DiscoveryPorts,
  now: number,
  signal: AbortSignal,
  settings: DiscoverySettings = defaultDiscovery,
): Promise<IntentProposal[]> {
  const unsure = await ports.discovery.unsure(task, below, MOST_UNSURE)
  const known = await labelledTexts(task, await ports.taxonomy.taxonomy(), ports, MOST_KNOWN)
  const clusters = await ports.labeller.clusters(unsure, known, settings, signal)
  const places = new Map(unsure.map((each) => [each.textId, each]))
  const found = clusters.map((cluster) => ({
    ...cluster,
    members: cluster.members.flatMap(({ textId }) => places.get(textId) ?? []),
  }))
  return ports.discovery.keep(task, found, now)
}
