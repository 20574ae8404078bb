import { parentPort, workerData } from 'node:worker_threads'
import { parseWorld } from '../src/simulator/world.ts'
import type { WorldsOrder } from './many-worlds.ts'
import { runSeed } from './signals-seed.ts'

/** What every thread is told of its worlds. */
export interface SignalsOrder {
  readonly perDay: number
  readonly budget: number
  readonly controlRate: number
}

const { seeds, common } = workerData as WorldsOrder<SignalsOrder>
const world = parseWorld({ weeks: ['training'], traffic: { conversationsPerDay: common.perDay } })
for (const seed of seeds) parentPort!.postMessage(runSeed(world, seed, common.budget, common.controlRate))
