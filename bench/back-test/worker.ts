import { parentPort, workerData } from 'node:worker_threads'
import { parseWorld } from '../../src/simulator/world.ts'
import type { WorldsOrder } from '../many-worlds.ts'
import { runSeed } from './seed.ts'

const { seeds, common } = workerData as WorldsOrder<{ readonly perDay: number }>
const weeks = ['training', 'training', 'training'] as const
const world = parseWorld({ weeks: [...weeks], traffic: { conversationsPerDay: common.perDay } })
for (const seed of seeds) parentPort!.postMessage(runSeed(world, seed))
