import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { release } from '../../src/loop/release.ts'
import { loadBundle, serve } from '../../src/loop/serve.ts'
import { candidateBundle } from '../../src/releases/bundle.ts'
import { type ArmCounts, defaultMargins } from '../../src/releases/canary.ts'
import type { RegisteredBundle } from '../../src/releases/model-registry.ts'
import type { ReleaseOrder } from '../../src/releases/release-state.ts'
import { Desk } from '../../src/serving/desk.ts'
import { takeSnapshot } from '../../src/training/snapshot.ts'
import { type LearningBench, openLearningBench, settings } from './learning-ports.ts'

let bench: LearningBench
const bundles: string[] = []
beforeAll(async () => {
  bench = await openLearningBench()
})
afterAll(() => bench.close())

const registered = (id: string, some: Partial<RegisteredBundle> = {}): RegisteredBundle => ({
  ...candidateBundle(null, { intent: { id, sha256: id } }, settings.bundle),
  runId: 'r-1',
  snapshot: 's',
  verdict: 'pass',
  against: bundles[0] ?? null,
  createdAt: 1,
  ...some,
})

beforeEach(async () => {
  await bench.clear()
  const { registry, snapshots } = bench.ports
  const snapshot = takeSnapshot([], () => null, { caps: settings.caps, replayLimit: 1, parent: null })
  await snapshots.add(snapshot, 1)
  bundles.length = 0
  for (const id of ['m-1', 'm-2']) {
    const bundle = registered(id, { snapshot: snapshot.id })
    await registry.publish(bundle, [], await registry.token())
    bundles.push(bundle.id)
  }
  await registry.release({ action: 'promote', bundle: bundles[0], who: 'mia', why: 'first' }, 1)
})

const order = (action: ReleaseOrder['action'], some: Partial<ReleaseOrder> = {}): ReleaseOrder => ({
  action,
  who: 'mia',
  why: 'test',
  ...some,
})
const arm = (users: number, rate: number) => ({
  users: Array.from({ length: users }, (_, i) => ({ successes: Number(i < users * rate), size: 1 })),
  immature: 0,
})
const counts = (canaryRate: number): ArmCounts => ({
  click_through: { live: arm(4000, 0.3), canary: arm(2000, canaryRate) },
  errors: { live: arm(4000, 0), canary: arm(2000, 0) },
})
const withCounts = (given: ArmCounts) => ({ ...bench.ports, canaries: { counts: async () => given } })

describe('release', () => {
  test.each(['refuse', 'inconclusive'] as const)(
    'a bundle whose gate said %s is not released, unless forced',
    async (verdict) => {
      const { registry } = bench.ports
      const bundle = registered('m-3', { verdict, snapshot: (await registry.bundle(bundles[0]!))!.snapshot })
      await registry.publish(bundle, [], await registry.token())
      for (const action of ['canary', 'promote'] as const) {
        await expect(
          release(order(action, { bundle: bundle.id }), defaultMargins, bench.ports, 2),
        ).rejects.toMatchObject({ code: 'LOOP_GATE_NOT_PASSED' })
      }
      const entry = await release(order('canary', { bundle: bundle.id, force: true }), defaultMargins, bench.ports, 2)
      expect(entry).toMatchObject({ forced: true, canary: { bundle: bundle.id, share: 0.05 } })
    },
  )

  test('a pass beside a bundle that is no longer live does not count, until it is judged again', async () => {
    const { registry } = bench.ports
    const { snapshot } = (await registry.bundle(bundles[0]!))!
    const third = registered('m-3', { snapshot })
    await registry.publish(third, [], await registry.token())
    await release(order('promote', { bundle: bundles[1] }), defaultMargins, bench.ports, 2)
    const orders = (['canary', 'promote'] as const).map((action) => order(action, { bundle: third.id }))
    for (const each of orders) {
      await expect(release(each, defaultMargins, bench.ports, 3)).rejects.toMatchObject({
        code: 'LOOP_GATE_NOT_PASSED',
        message: expect.stringMatching(
          `compared ${third.id} with ${bundles[0]}.*evaluate --bundle ${third.id} --record`,
        ),
      })
    }
    const judged = { bundle: third.id, against: bundles[1]!, runId: null, who: 'mia', at: 3 }
    await registry.judge({ ...judged, verdict: 'refuse' })
    await expect(release(orders[1]!, defaultMargins, bench.ports, 3)).rejects.toThrow('is refuse')
    await registry.judge({ ...judged, verdict: 'pass' })
    expect(await release(orders[1]!, defaultMargins, bench.ports, 3)).toMatchObject({ live: third.id, forced: false })
  })

  test('promoting the running canary asks for its figures, another bundle for its gate alone', async () => {
    await release(order('canary', { bundle: bundles[1] }), defaultMargins, bench.ports, 2)
    for (const bundle of [undefined, bundles[1]]) {
      await expect(
        release(order('promote', { bundle }), defaultMargins, withCounts(counts(0.1)), 3),
      ).rejects.toMatchObject({ code: 'LOOP_CANARY_NOT_READY' })
    }
    expect(await release(order('promote'), defaultMargins, withCounts(counts(0.31)), 3)).toMatchObject({
      live: bundles[1],
      forced: false,
      check: { verdict: 'advance', figures: [{ minUnits: 100 }, { minUnits: 100 }] },
    })
  })

  test.each([
    { name: 'a wider margin', change: { margin: 0.2 }, forced: true },
    { name: 'fewer units', change: { minUnits: 99 }, forced: true },
    { name: 'a narrower margin on more units', change: { margin: 0.04, minUnits: 200 }, forced: false },
  ])('$name: forced $forced in the ledger, with what was asked', async ({ change, forced }) => {
    await release(order('canary', { bundle: bundles[1] }), defaultMargins, bench.ports, 2)
    const asked = defaultMargins.map((each) => (each.figure === 'click_through' ? { ...each, ...change } : each))
    const entry = await release(order('advance'), asked, withCounts(counts(0.31)), 3)
    expect(entry).toMatchObject({ forced, check: { figures: [change, {}] } })
  })

  test('a canary advances when the figures allow it, and the ledger keeps what it was decided on', async () => {
    await release(order('canary', { bundle: bundles[1], share: 0.3 }), defaultMargins, bench.ports, 2)
    const entry = await release(order('advance', { share: 1 }), defaultMargins, withCounts(counts(0.31)), 3)
    expect(entry).toMatchObject({ live: bundles[1], canary: null, check: { verdict: 'advance' } })
    expect((await bench.ports.registry.ledger(1))[0]!.check).toEqual(entry.check)
  })

  test.each([
    { name: 'worse', given: counts(0.1), says: 'stop' },
    {
      name: 'too few units',
      given: { ...counts(0.3), click_through: { live: arm(50, 0.3), canary: arm(20, 0.3) } },
      says: 'inconclusive',
    },
  ])('a canary that is $name stays where it is, and the answer says why', async ({ given, says }) => {
    await release(order('canary', { bundle: bundles[1] }), defaultMargins, bench.ports, 2)
    await expect(release(order('advance'), defaultMargins, withCounts(given), 3)).rejects.toMatchObject({
      code: 'LOOP_CANARY_NOT_READY',
      message: expect.stringContaining(`(${says}): click_through`),
    })
    expect(await bench.ports.registry.state()).toMatchObject({ live: bundles[0], canary: { share: 0.05 } })
    expect(await release(order('advance', { force: true }), defaultMargins, withCounts(given), 3)).toMatchObject({
      forced: true,
      canary: { share: 0.25 },
    })
  })

  test('of two who advance at once, one does: the figures of a stage allow one step', async () => {
    await release(order('canary', { bundle: bundles[1] }), defaultMargins, bench.ports, 2)
    const bothLooked = Promise.withResolvers<void>()
    let looking = 0
    const canaries = {
      async counts() {
        if (++looking === 2) bothLooked.resolve()
        await bothLooked.promise
        return counts(0.31)
      },
    }
    const both = await Promise.allSettled(
      [3, 4].map((now) => release(order('advance'), defaultMargins, { ...bench.ports, canaries }, now)),
    )
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await bench.ports.registry.state()).canary).toMatchObject({ share: 0.25 })
  })

  test('a bundle that the gate refused does not go live by the way back', async () => {
    const { registry } = bench.ports
    const { snapshot } = (await registry.bundle(bundles[0]!))!
    const refused = registered('m-3', { verdict: 'refuse', snapshot })
    await registry.publish(refused, [], await registry.token())
    await expect(
      release(order('rollback', { bundle: refused.id }), defaultMargins, bench.ports, 2),
    ).rejects.toMatchObject({ code: 'LOOP_RELEASE_IMPOSSIBLE' })
    expect((await registry.state()).live).toBe(bundles[0])
  })

  test('taking back a model keeps the newer rules', async () => {
    const { registry } = bench.ports
    const old = (await registry.bundle(bundles[0]!))!
    const newer: RegisteredBundle = {
      ...old,
      against: old.id,
      ...candidateBundle(null, { intent: { id: 'm-2', sha256: 'm-2' } }, { ...settings.bundle, rules: 'rules-2' }),
    }
    await registry.publish(newer, [], await registry.token())
    await release(order('promote', { bundle: newer.id }), defaultMargins, bench.ports, 2)
    const entry = await release(order('rollback', { why: 'conversion fell' }), defaultMargins, bench.ports, 3)
    expect(await registry.bundle(entry.live!)).toMatchObject({ models: old.models, rules: 'rules-2' })
    expect(entry).toMatchObject({ why: 'conversion fell', earlier: [] })
  })

  test('rollback without newer rules brings back the very bundle', async () => {
    await release(order('promote', { bundle: bundles[1] }), defaultMargins, bench.ports, 2)
    expect(await release(order('rollback'), defaultMargins, bench.ports, 3)).toMatchObject({
      live: bundles[0],
      canary: null,
    })
  })
})

describe('serve', () => {
  test('a process takes up a release by itself; one that names missing files is answered by the old bundle', async () => {
    const { ports } = bench
    const files = await ports.trainer.fit(
      {
        task: 'intent',
        seed: 1,
        lineage: {},
        examples: [
          { text: 'how much', label: 'price' },
          { text: 'parcel', label: 'delivery' },
        ],
      },
      new AbortController().signal,
    )
    const model = await ports.models.put(files)
    const snapshot = (await ports.registry.bundle(bundles[0]!))!.snapshot
    const whole = registered('', { ...candidateBundle(null, { intent: model }, settings.bundle), snapshot })
    await ports.registry.publish(whole, [], await ports.registry.token())
    const desk = new Desk((id) => loadBundle(id, ports))
    const stop = await serve(desk, ports, (error) => expect(error).toBeUndefined())
    await ports.registry.release(order('promote', { bundle: whole.id }), 2)
    await expect.poll(() => desk.state.live).toBe(whole.id)
    expect(desk.answer('u', 'how much')).toMatchObject({
      bundle: whole.id,
      intent: { label: 'price' },
      objection: null,
    })
    await ports.registry.release(order('promote', { bundle: bundles[1] }), 3)
    await expect.poll(() => desk.state.live).toBe(bundles[1])
    expect(desk.answer('u', 'how much')).toMatchObject({
      bundle: whole.id,
      fallback: expect.stringContaining('LOOP_NO_MODEL'),
    })
    await stop()
  })
})
