import { beforeEach, describe, expect, test } from 'vitest'
import { candidateBundle } from '../../src/releases/bundle.ts'
import type { ModelRegistry, RegisteredBundle, RegisteredModel } from '../../src/releases/model-registry.ts'
import { defaultPolicy } from '../../src/releases/ramp-policy.ts'
import { NOTHING_RELEASED, type ReleaseOrder } from '../../src/releases/release-state.ts'

export interface RegistryEngine {
  readonly registry: ModelRegistry
  /** A second process on the same store. */
  readonly other: ModelRegistry
  /** Tries to change the ledger behind the registry's back. */
  rewriteLedger(): Promise<unknown>
  rewriteVerdicts(): Promise<unknown>
  /** So many more lines like the last one. */
  repeatLastLine(times: number): Promise<unknown>
  /** Makes the snapshot known that models refer to. */
  snapshot(id: string): Promise<void>
}

const model = (n: number): RegisteredModel => ({
  id: `m-${n}`,
  sha256: `sha-${n}`,
  task: 'intent',
  snapshot: 's-1',
  seed: 1,
  createdAt: n,
})
const bundle = (n: number): RegisteredBundle => ({
  ...candidateBundle(
    null,
    { intent: { id: `m-${n}`, sha256: `sha-${n}` } },
    { thresholds: { lowConfidence: 0.6 }, rules: 'r' },
  ),
  runId: 'r-1',
  snapshot: 's-1',
  verdict: 'pass',
  against: null,
  createdAt: n,
})
const order = (action: ReleaseOrder['action'], some: Partial<ReleaseOrder> = {}): ReleaseOrder => ({
  action,
  who: 'mia',
  why: 'test',
  ...some,
})

/** One suite for every registry. */
export function modelRegistryContract(engine: string, open: () => Promise<RegistryEngine>): void {
  describe(`${engine}: ModelRegistry`, () => {
    let engineUnderTest: RegistryEngine
    let registry: ModelRegistry
    const publish = async (n: number) => registry.publish(bundle(n), [model(n)], await registry.token())

    beforeEach(async () => {
      engineUnderTest = await open()
      registry = engineUnderTest.registry
      await engineUnderTest.snapshot('s-1')
    })

    test('what was published can be read, newest first; publishing again changes nothing', async () => {
      await publish(1)
      await publish(2)
      await publish(2)
      expect(await registry.bundle(bundle(1).id)).toEqual(bundle(1))
      expect(await registry.bundles(10)).toEqual([bundle(2), bundle(1)])
      expect(await registry.models(10)).toEqual([model(2), model(1)])
      expect(await registry.bundle('b-unknown')).toBeNull()
      expect(await registry.model('m-1')).toEqual(model(1))
      expect(await registry.model('m-unknown')).toBeNull()
    })

    test('a known bundle keeps its verdict; what later runs and people find is added, and nobody rewrites it', async () => {
      await publish(1)
      await publish(2)
      const found = { runId: 'r-2', verdict: 'refuse', against: bundle(2).id } as const
      for (const createdAt of [3, 4]) {
        await registry.publish({ ...bundle(1), ...found, createdAt }, [model(1)], await registry.token())
      }
      const asked = { bundle: bundle(1).id, verdict: 'pass', against: null, runId: null, who: 'mia', at: 5 } as const
      await registry.judge(asked)
      expect(await engineUnderTest.other.bundle(bundle(1).id)).toEqual(bundle(1))
      expect(await engineUnderTest.other.verdicts(bundle(1).id)).toEqual([
        asked,
        { bundle: bundle(1).id, ...found, who: 'loop', at: 3 },
        { bundle: bundle(1).id, verdict: 'pass', against: null, runId: 'r-1', who: 'loop', at: 1 },
      ])
      expect(await registry.verdicts('b-unknown')).toEqual([])
      await expect(registry.judge({ ...asked, bundle: 'b-unknown' })).rejects.toMatchObject({ code: 'LOOP_NO_BUNDLE' })
      await expect(engineUnderTest.rewriteVerdicts()).rejects.toThrow('append-only')
    })

    test('of trainers that started together only the one with the newest token publishes', async () => {
      const tokens = await Promise.all(
        Array.from({ length: 10 }, (_, i) => (i % 2 ? engineUnderTest.other : registry).token()),
      )
      expect(new Set(tokens).size).toBe(10)
      const results = await Promise.allSettled(tokens.map((token, i) => registry.publish(bundle(i), [model(i)], token)))
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'LOOP_STALE_TOKEN' })
      const newest = tokens.indexOf(Math.max(...tokens))
      expect(await registry.bundles(20)).toEqual([bundle(newest)])
    })

    test('a new one has nothing released', async () => {
      expect(await registry.state()).toEqual(NOTHING_RELEASED)
      expect(await registry.ledger(10)).toEqual([])
      expect(await registry.at(1e12)).toBeNull()
    })

    test('a release is seen by the other process, and the ledger says who, why and when', async () => {
      await publish(1)
      await publish(2)
      await registry.release(order('promote', { bundle: bundle(1).id, why: 'first' }), 100)
      await registry.release(order('canary', { bundle: bundle(2).id, share: 0.3 }), 200)
      expect(await engineUnderTest.other.state()).toEqual({
        assistant: null,
        revision: 2,
        live: bundle(1).id,
        earlier: [],
        canary: {
          bundle: bundle(2).id,
          share: 0.3,
          since: 200,
          experiment: `canary:${bundle(2).id}:2`,
          ramp: defaultPolicy.ramp,
          paused: false,
          restarts: 0,
          startedAt: 200,
          startedBy: { who: 'mia', recordedBy: 'loop' },
        },
        approval: null,
      })
      const ledger = await engineUnderTest.other.ledger(10)
      expect(ledger.map((entry) => [entry.revision, entry.action, entry.who, entry.why, entry.at])).toEqual([
        [2, 'canary', 'mia', 'test', 200],
        [1, 'promote', 'mia', 'first', 100],
      ])
    })

    test('what was live when', async () => {
      await publish(1)
      await publish(2)
      await registry.release(order('promote', { bundle: bundle(1).id }), 100)
      await registry.release(order('promote', { bundle: bundle(2).id }), 200)
      await registry.release(order('rollback'), 300)
      const at = async (instant: number) => (await registry.at(instant))?.live ?? null
      expect([await at(99), await at(100), await at(199), await at(200), await at(300)]).toEqual([
        null,
        bundle(1).id,
        bundle(1).id,
        bundle(2).id,
        bundle(1).id,
      ])
    })

    test('an assistant follows the default until it has releases of its own; then each goes its own way', async () => {
      for (const n of [1, 2, 3]) await publish(n)
      const [b1, b2, b3] = [1, 2, 3].map((n) => bundle(n).id)
      await registry.release(order('promote', { bundle: b1 }), 100)
      expect(await registry.state('shop')).toMatchObject({ assistant: null, live: b1 })
      await registry.release(order('promote', { bundle: b2, assistant: 'shop' }), 200)
      await registry.release(order('promote', { bundle: b3 }), 300)
      expect(await engineUnderTest.other.state('shop')).toMatchObject({ assistant: 'shop', live: b2, earlier: [b1] })
      await registry.release(order('rollback', { assistant: 'shop' }), 400)
      expect(await registry.state('shop')).toMatchObject({ live: b1, revision: 4 })
      expect(await registry.state()).toMatchObject({ live: b3, revision: 3 })
      expect(await registry.state('bank')).toMatchObject({ assistant: null, live: b3 })
      const { byDefault, own } = await engineUnderTest.other.states()
      expect([byDefault.live, [...own.keys()], own.get('shop')?.live]).toEqual([b3, ['shop'], b1])
    })

    test('the ledger by assistant, page by page, and what each got when', async () => {
      for (const n of [1, 2]) await publish(n)
      const [b1, b2] = [1, 2].map((n) => bundle(n).id)
      await registry.release(order('promote', { bundle: b1 }), 100)
      await registry.release(order('promote', { bundle: b2, assistant: 'shop' }), 200)
      await registry.release(order('promote', { bundle: b2 }), 300)
      const revisions = async (limit: number, filter = {}) =>
        (await registry.ledger(limit, filter)).map((entry) => entry.revision)
      expect(await revisions(10)).toEqual([3, 2, 1])
      expect(await revisions(1)).toEqual([3])
      expect(await revisions(1, { before: 3 })).toEqual([2])
      expect(await revisions(10, { assistant: 'shop' })).toEqual([2])
      expect(await revisions(10, { assistant: null })).toEqual([3, 1])
      const liveAt = async (instant: number, assistant?: string) =>
        (await registry.at(instant, assistant))?.live ?? null
      expect(await Promise.all([99, 150, 200].map((instant) => liveAt(instant, 'shop')))).toEqual([null, b1, b2])
      expect(await liveAt(250)).toBe(b1)
    })

    test('experiments page by page with all their lines, also where the clock stands still', async () => {
      for (const n of [1, 2, 3]) await publish(n)
      const [b1, b2, b3] = [1, 2, 3].map((n) => bundle(n).id) as [string, string, string]
      const NOW = 100
      await registry.release(order('promote', { bundle: b1 }), NOW)
      await registry.release(order('canary', { bundle: b2 }), NOW)
      await registry.release(order('pause', { assistant: 'shop' }), NOW) // takes over the default's
      await registry.release(order('canary', { bundle: b3 }), NOW) // in the place of the first
      await registry.release(order('advance'), NOW)
      await registry.release(order('abandon', { assistant: 'shop' }), NOW)
      await registry.release(order('abandon'), NOW)
      await registry.release(order('canary', { bundle: b2 }), NOW)
      const [one, two, three] = [`canary:${b2}:2`, `canary:${b3}:4`, `canary:${b2}:8`]
      const revisions = [
        [three, null, 'running', 8],
        [two, null, 'abandoned', 4, 5, 7],
        [one, 'shop', 'abandoned', 3, 6],
        [one, null, 'replaced', 2, 4],
      ]
      const told = async (limit: number, filter = {}) =>
        (await engineUnderTest.other.experiments(limit, filter)).map(({ experiment, assistant, state, history }) => [
          ...[experiment, assistant, state, ...history.map((line) => line.revision)],
        ])
      expect(await told(10)).toEqual(revisions)
      for (const limit of [1, 2, 3]) {
        const paged: Awaited<ReturnType<typeof told>> = []
        for (let before: number | undefined; ; ) {
          const page = await told(limit, { before })
          paged.push(...page)
          if (page.length < limit) break
          before = page.at(-1)![3] as number
        }
        expect(paged).toEqual(revisions)
      }
      expect(await told(10, { assistant: 'shop' })).toEqual([revisions[2]])
      expect(await told(10, { assistant: null, before: 8 })).toEqual([revisions[1], revisions[3]])
      expect(await told(10, { experiment: one })).toEqual([revisions[2], revisions[3]])
      expect(await told(10, { experiment: 'canary:unknown:1' })).toEqual([])
    })

    test('an experiment is found however many lines came after it', async () => {
      for (const n of [1, 2]) await publish(n)
      const [b1, b2] = [1, 2].map((n) => bundle(n).id)
      await registry.release(order('promote', { bundle: b1 }), 1)
      await registry.release(order('canary', { bundle: b2 }), 2)
      await registry.release(order('abandon'), 3)
      await engineUnderTest.repeatLastLine(1500)
      const [found, ...others] = await registry.experiments(10)
      expect(others).toEqual([])
      expect(found).toMatchObject({ experiment: `canary:${b2}:2`, state: 'abandoned', history: { length: 2 } })
      expect(await registry.experiments(10, { experiment: found!.experiment })).toEqual([found])
    })

    test('orders for different assistants at the same time get different revisions', async () => {
      const names = ['a', 'b', 'c', 'd', null]
      for (const n of names.keys()) await publish(n)
      await Promise.all(
        names.map((assistant, n) =>
          (n % 2 ? engineUnderTest.other : registry).release(order('promote', { bundle: bundle(n).id, assistant }), n),
        ),
      )
      expect((await registry.ledger(10)).map((entry) => entry.revision)).toEqual([5, 4, 3, 2, 1])
    })

    test.each([
      { name: 'an unknown bundle', wrong: order('promote', { bundle: 'b-unknown' }), code: 'LOOP_NO_BUNDLE' },
      { name: 'an order that does not fit', wrong: order('advance'), code: 'LOOP_RELEASE_IMPOSSIBLE' },
    ])('$name is refused and leaves no trace', async ({ wrong, code }) => {
      await expect(registry.release(wrong, 1)).rejects.toMatchObject({ code })
      expect(await registry.state()).toEqual(NOTHING_RELEASED)
      expect(await registry.ledger(10)).toEqual([])
    })

    test('releases at the same time happen one after the other', async () => {
      for (const n of [1, 2, 3, 4, 5]) await publish(n)
      const from = (n: number) => (n % 2 ? engineUnderTest.other : registry)
      const results = await Promise.allSettled(
        [1, 2, 3, 4, 5].map((n) => from(n).release(order('promote', { bundle: bundle(n).id }), n)),
      )
      expect(results.every((result) => result.status === 'fulfilled')).toBe(true)
      const ledger = await registry.ledger(10)
      expect(ledger.map((entry) => entry.revision)).toEqual([5, 4, 3, 2, 1])
      const { live, earlier } = await registry.state()
      expect(new Set([live, ...earlier])).toEqual(new Set([1, 2, 3, 4, 5].map((n) => bundle(n).id)))
    })

    test('nobody rewrites the ledger', async () => {
      await publish(1)
      await registry.release(order('promote', { bundle: bundle(1).id }), 1)
      await expect(engineUnderTest.rewriteLedger()).rejects.toThrow()
      expect((await registry.ledger(1))[0]?.who).toBe('mia')
    })

    test('followers are told at once, and stop when they want', async () => {
      await publish(1)
      const told = Promise.withResolvers<void>()
      const stop = await engineUnderTest.other.follow(() => told.resolve())
      await registry.release(order('promote', { bundle: bundle(1).id }), 1)
      await told.promise
      await stop()
    })
  })
}
