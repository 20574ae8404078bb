import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RampRunner } from '../../src/app/ramp-runner.ts'
import { turnReleases } from '../../src/app/turn-releases.ts'
import type { ReleasePorts } from '../../src/loop/release.ts'
import { candidateBundle } from '../../src/releases/bundle.ts'
import { takeSnapshot } from '../../src/training/snapshot.ts'
import { type LearningBench, openLearningBench, ruleParts, settings } from '../loop/learning-ports.ts'
import { exposed, seenBy } from '../releases/exposures.ts'

let bench: LearningBench
beforeAll(async () => {
  bench = await openLearningBench()
})
afterAll(() => bench.close())

const MINUTE = 60_000
/** What a look costs on the wall clock. */
const COST_MS = 4000
let wallMs = 0
let looks = 0
let ports: ReleasePorts

beforeEach(async () => {
  await bench.clear()
  wallMs = 0
  looks = 0
  const { registry, snapshots } = bench.ports
  const snapshot = takeSnapshot([], () => null, { caps: settings.caps, replayLimit: 1, parent: null })
  await snapshots.add(snapshot, 1)
  const about = { runId: 'r-1', snapshot: snapshot.id, verdict: 'pass', against: null, createdAt: 1 } as const
  const ids: string[] = []
  for (const id of ['m-1', 'm-2']) {
    const bundle = candidateBundle(null, { intent: { id, sha256: id } }, ruleParts)
    await registry.publish({ ...bundle, ...about }, [], await registry.token())
    ids.push(bundle.id)
  }
  await registry.release({ action: 'promote', bundle: ids[0], who: 'mia', why: 'first' }, 1)
  await registry.release({ action: 'canary', bundle: ids[1], who: 'mia', why: 'try it' }, 2)
  ports = {
    ...bench.ports,
    exposures: seenBy(async () => {
      looks++
      wallMs += COST_MS
      return exposed({})
    }),
  }
})
const runner = (mode: 'live' | 'replay') => new RampRunner(ports, { mode }, fail, () => wallMs)
const fail = (error: unknown) => {
  throw error
}

describe.each(['live', 'replay'] as const)('%s: a turn of the loop that asks on every wake', (mode) => {
  test('has the words of the last look until its rest is over', async () => {
    const ramps = runner(mode)
    const { releases } = turnReleases(ports, ramps)
    await ramps.look(10 * MINUTE)
    const said = await releases.ramp(10 * MINUTE)
    expect(said).toMatch(/conversion: not enough data yet/)
    for (let second = 1; second <= 79; second++) {
      wallMs += 1000
      expect(await releases.ramp(10 * MINUTE + second * 1000)).toBe(said)
    }
    expect(looks).toBe(1)
    wallMs += 1000
    await releases.ramp(12 * MINUTE)
    expect(looks).toBe(2)
  })

  test('sees at once what a person ordered', async () => {
    const { releases } = turnReleases(ports, runner(mode))
    await releases.ramp(10 * MINUTE)
    await ports.registry.release({ action: 'pause', who: 'mia', why: 'the sale' }, 11 * MINUTE)
    expect(await releases.ramp(11 * MINUTE)).toMatch(/somebody to resume it/)
    await ports.registry.release({ action: 'abandon', who: 'mia', why: 'enough' }, 12 * MINUTE)
    expect(await releases.ramp(12 * MINUTE)).toBeNull()
    expect(looks).toBe(2)
  })
})

test('after each turn: in a replay at every moment, live once a minute and when the rest is over', async () => {
  const [replay, live] = [runner('replay'), runner('live')]
  for (const now of [1, 1, 2, 3]) await replay.look(now * MINUTE)
  expect(looks).toBe(3)
  for (const now of [4, 5]) await live.look(now * MINUTE)
  expect(looks).toBe(4)
  wallMs += 20 * COST_MS
  await live.look(5 * MINUTE)
  expect(looks).toBe(5)
})
