import { parentPort, workerData } from 'node:worker_threads'
import { parseWorld } from '../src/simulator/world.ts'
import type { CoverageOrder } from './coverage-figures.ts'
import { runSeed } from './coverage-seed.ts'
import type { WorldsOrder } from './many-worlds.ts'

/** Plays its share of the worlds and posts one result each. */
const { seeds, common } = workerData as WorldsOrder<CoverageOrder>
const { perDay, budget } = common
const world = parseWorld({ weeks: ['training'], traffic: { conversationsPerDay: perDay } })
for (const seed of seeds) parentPort!.postMessage(runSeed(world, seed, { budget }))
