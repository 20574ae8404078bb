import { parentPort, workerData } from 'node:worker_threads'
import { parseWorld } from '../src/simulator/world.ts'
import { runSeed } from './attribution-seed.ts'
import type { WorldsOrder } from './many-worlds.ts'

/** What all worlds have in common. */
export interface AttributionCommon {
  readonly perDay: number
  readonly budget: number
  readonly weeks: readonly ('training' | 'test')[]
  readonly ablations: boolean
}

const { seeds, common } = workerData as WorldsOrder<AttributionCommon>
const world = parseWorld({ weeks: common.weeks, traffic: { conversationsPerDay: common.perDay } })
for (const seed of seeds) parentPort!.postMessage(runSeed(world, seed, common.budget, common.ablations))
