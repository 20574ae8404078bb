import { parentPort, workerData } from 'node:worker_threads'
import { parseWorld } from '../src/simulator/world.ts'
import type { CoverageOrder } from './coverage-figures.ts'
import { runSeed } from './coverage-seed.ts'

/** Plays its share of the worlds and posts one result each. */
const { seeds, perDay, budget } = workerData as CoverageOrder
const world = parseWorld({ weeks: ['training'], traffic: { conversationsPerDay: perDay } })
for (const seed of seeds) parentPort!.postMessage(runSeed(world, seed, { budget }))
