import { parentPort, workerData } from 'node:worker_threads'
import type { WorldsOrder } from './many-worlds.ts'
import { type PoisoningOrder, runSeed } from './poisoning-seed.ts'

/** Plays and poisons its share of the worlds and posts one result each. */
const { seeds, common } = workerData as WorldsOrder<PoisoningOrder>
for (const seed of seeds) parentPort!.postMessage(runSeed(seed, common))
