import { parentPort, workerData } from 'node:worker_threads'
import { parseWorld } from '../src/simulator/world.ts'
import type { LearnedOrder } from './learned-admission-figures.ts'
import { runLearnedSeed } from './learned-admission-seed.ts'
import type { WorldsOrder } from './many-worlds.ts'

/** Plays its share of the worlds and posts one result each. */
const { seeds, common } = workerData as WorldsOrder<LearnedOrder>
const { perDay, budget } = common
const world = parseWorld({ traffic: { conversationsPerDay: perDay } })
for (const seed of seeds) parentPort!.postMessage(runLearnedSeed(world, seed, budget))
