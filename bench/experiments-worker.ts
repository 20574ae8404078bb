import { parentPort, workerData } from 'node:worker_threads'
import { runSeed } from './experiments-seed.ts'
import type { WorldsOrder } from './many-worlds.ts'

/** Plays its share of the seeds and posts one result each. */
const { seeds } = workerData as WorldsOrder<null>
for (const seed of seeds) parentPort!.postMessage(runSeed(seed))
