import { embeddedLabeller } from '../adapters/embedded-trainer/labeller.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { postgresDiscoveryDesk } from '../adapters/postgres/discovery-desk.ts'
import { postgresLabelDesk } from '../adapters/postgres/label-desk.ts'
import { postgresMachineDesk } from '../adapters/postgres/machine-desk.ts'
import { postgresTaxonomyStore } from '../adapters/postgres/taxonomy-store.ts'
import { postgresTextDesk } from '../adapters/postgres/text-desk.ts'
import type { Clock } from '../events/clock.ts'
import type { TextAnswerPorts } from '../loop/answer-text.ts'
import type { TaxonomyPorts } from '../loop/change-taxonomy.ts'
import type { DiscoveryPorts } from '../loop/discover-intents.ts'
import type { LabelErrorPorts } from '../loop/find-label-errors.ts'
import { labelByMachine, type MachinePorts } from '../loop/label-by-machine.ts'
import { TASKS } from '../models/task.ts'
import type { Learning } from './learning.ts'
import type { Chore } from './loop-steps.ts'

/** Rules, machine labels, single texts for people, the taxonomy's life: everything that works on labels beside the queue. */
export type MachineWorks = MachinePorts & TextAnswerPorts & TaxonomyPorts & DiscoveryPorts & LabelErrorPorts

export function openMachine(
  database: Database,
  { labels, examples, texts, registry, models }: Learning['ports'],
): MachineWorks {
  const desk = postgresLabelDesk(database)
  return {
    labels,
    examples,
    texts,
    registry,
    models,
    machine: postgresMachineDesk(database),
    textDesk: postgresTextDesk(database),
    discovery: postgresDiscoveryDesk(database),
    versions: postgresTaxonomyStore(database),
    labeller: embeddedLabeller,
    taxonomy: { taxonomy: () => desk.taxonomy() },
  }
}

/** Conversations in one run: a few seconds of a thread. */
export const CONVERSATIONS_A_RUN = 2000
const ALONE = 'salesloop.machine-labels'

/** Labels new conversations by themselves, where the policy says so; of all processes one at a time. */
export const machineChore = (
  database: Database,
  clock: Clock,
  { ports, settings }: Pick<Learning, 'ports' | 'settings'>,
): Chore => ({
  queue: 'machine-labels',
  async work(signal) {
    const works = openMachine(database, ports)
    if (!(await works.machine.policy()).automatic) return
    const release = await database.tryLock(ALONE)
    if (release === null) return
    try {
      for (const task of TASKS) {
        if (signal.aborted) return
        const order = { task, conversations: CONVERSATIONS_A_RUN, goldShare: settings.goldShare, who: 'loop' }
        await labelByMachine(order, works, await clock.now(), signal)
      }
    } finally {
      await release()
    }
  },
})
