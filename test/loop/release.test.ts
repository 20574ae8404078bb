import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LoopError } from '../../src/errors/loop-error.ts'
import { lookAtRamps, rampStatus } from '../../src/loop/ramp.ts'
import { type ReleasePorts, release, releaseRules } from '../../src/loop/release.ts'
import { loadBundle, serve } from '../../src/loop/serve.ts'
import { candidateBundle } from '../../src/releases/bundle.ts'
import type { RegisteredBundle } from '../../src/releases/model-registry.ts'
import { defaultPolicy } from '../../src/releases/ramp-policy.ts'
import type { ReleaseOrder } from '../../src/releases/release-state.ts'
import type { Exposures } from '../../src/releases/stage-check.ts'
import { Desk } from '../../src/serving/desk.ts'
import { takeSnapshot } from '../../src/training/snapshot.ts'
import { arm, exposed, seenBy } from '../releases/exposures.ts'
import { type LearningBench, openLearningBench, ruleParts, settings } from './learning-ports.ts'

let bench: LearningBench
const bundles: string[] = []
beforeAll(async () => {
  bench = await openLearningBench()
})
afterAll(() => bench.close())

const registered = (id: string, some: Partial<RegisteredBundle> = {}): RegisteredBundle => ({
  ...candidateBundle(null, { intent: { id, sha256: id } }, ruleParts),
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
/** Everything that holds the default ramp back is fine; clicks are as given. */
const exposures = (canaryRate: number, users = 200_000): Exposures => {
  const same = (rate: number) => ({ live: arm(users, rate), canary: arm(users, rate) })
  return exposed({
    conversion: same(0.2),
    click_through: { live: arm(users, 0.3), canary: arm(users, canaryRate) },
    completion: same(0.6),
    repeated_questions: same(0.1),
    hand_over: same(0.1),
    errors: same(0),
  })
}
const DAY = 86_400_000
const seeing = (given: Exposures): ReleasePorts => ({
  ...bench.ports,
  exposures: seenBy(async () => given),
})

describe('release', () => {
  test.each(['refuse', 'inconclusive'] as const)(
    'a bundle whose gate said %s is not released, unless forced',
    async (verdict) => {
      const { registry } = bench.ports
      const bundle = registered('m-3', { verdict, snapshot: (await registry.bundle(bundles[0]!))!.snapshot })
      await registry.publish(bundle, [], await registry.token())
      for (const action of ['canary', 'promote'] as const) {
        await expect(release(order(action, { bundle: bundle.id }), bench.ports, 2)).rejects.toMatchObject({
          code: 'LOOP_GATE_NOT_PASSED',
        })
      }
      const entry = await release(order('canary', { bundle: bundle.id, force: true }), bench.ports, 2)
      expect(entry).toMatchObject({ forced: true, canary: { bundle: bundle.id, share: 0.05 } })
    },
  )

  test('a pass beside a bundle that is no longer live does not count, until it is judged again', async () => {
    const { registry } = bench.ports
    const { snapshot } = (await registry.bundle(bundles[0]!))!
    const third = registered('m-3', { snapshot })
    await registry.publish(third, [], await registry.token())
    await release(order('promote', { bundle: bundles[1] }), bench.ports, 2)
    const orders = (['canary', 'promote'] as const).map((action) => order(action, { bundle: third.id }))
    for (const each of orders) {
      await expect(release(each, bench.ports, 3)).rejects.toMatchObject({
        code: 'LOOP_GATE_NOT_PASSED',
        message: expect.stringMatching(
          `compared ${third.id} with ${bundles[0]}.*evaluate --bundle ${third.id} --record`,
        ),
      })
    }
    const judged = { bundle: third.id, against: bundles[1]!, runId: null, who: 'mia', at: 3 }
    await registry.judge({ ...judged, verdict: 'refuse' })
    await expect(release(orders[1]!, bench.ports, 3)).rejects.toThrow('is refuse')
    await registry.judge({ ...judged, verdict: 'pass' })
    expect(await release(orders[1]!, bench.ports, 3)).toMatchObject({ live: third.id, forced: false })
  })

  test('promoting the running canary asks for its figures, another bundle for its gate alone', async () => {
    await release(order('canary', { bundle: bundles[1] }), bench.ports, 2)
    for (const bundle of [undefined, bundles[1]]) {
      await expect(release(order('promote', { bundle }), seeing(exposures(0.1)), 3)).rejects.toMatchObject({
        code: 'LOOP_CANARY_NOT_READY',
      })
    }
    expect(await release(order('promote'), seeing(exposures(0.31)), 3 + DAY)).toMatchObject({
      live: bundles[1],
      forced: true, // stages were left out
      check: { verdict: 'advance' },
    })
  })

  const looser = { ...defaultPolicy.ramp, stages: [{ share: 0.3, leastMs: 0, leastUsers: 60 }] }
  test.each([
    { name: 'of the policy', ramp: defaultPolicy.ramp, forced: false },
    { name: 'that asks for less', ramp: looser, forced: true },
  ])('a ramp $name: forced $forced in the ledger, kept with the canary', async ({ ramp, forced }) => {
    const entry = await release(order('canary', { bundle: bundles[1], ramp }), bench.ports, 2)
    expect(entry).toMatchObject({ forced, canary: { ramp, share: ramp.stages[0]!.share } })
    expect((await bench.ports.registry.state()).canary!.ramp).toEqual(ramp)
  })

  test('a canary advances when the figures allow it, and the ledger keeps what it was decided on', async () => {
    const begun = await release(order('canary', { bundle: bundles[1], share: 0.3 }), bench.ports, 2)
    expect(begun.forced).toBe(true) // the policy begins with 5 %
    const entry = await release(order('advance', { share: 1 }), seeing(exposures(0.31)), 2 + DAY)
    expect(entry).toMatchObject({ live: bundles[1], canary: null, check: { verdict: 'advance' } })
    expect((await bench.ports.registry.ledger(1))[0]!.check).toEqual(entry.check)
  })

  test.each([
    { action: 'advance', share: 1, forced: true },
    { action: 'advance', share: 0.3, forced: true },
    { action: 'advance', share: 0.25, forced: false },
    { action: 'advance', share: 0.1, forced: false },
    { action: 'advance', share: undefined, forced: false },
    { action: 'promote', share: undefined, forced: true },
  ] as const)('from the first stage, $action to $share: forced $forced in the ledger', async (asked) => {
    const { action, share, forced } = asked
    await release(order('canary', { bundle: bundles[1] }), bench.ports, 2)
    expect(await release(order(action, { share }), seeing(exposures(0.31)), 2 + DAY)).toMatchObject({ forced })
  })

  test('from the last stage to everyone nothing is left out; a paused canary is not let go by a greater share', async () => {
    await release(order('canary', { bundle: bundles[1], share: 0.5 }), bench.ports, 2)
    await release(order('pause'), bench.ports, 3)
    const ports = seeing(exposures(0.31))
    await expect(release(order('advance', { share: 1 }), ports, 2 + DAY)).rejects.toThrow(/is paused/)
    await release(order('resume'), bench.ports, 4)
    expect(await release(order('advance', { share: 1 }), ports, 2 + DAY)).toMatchObject({ forced: false })
  })

  test('paused at the first stage, a greater share needs force, too', async () => {
    await release(order('canary', { bundle: bundles[1] }), bench.ports, 2)
    await release(order('pause'), bench.ports, 3)
    const all = order('advance', { share: 1 })
    await expect(release(all, seeing(exposures(0.31)), 2 + DAY)).rejects.toThrow(/is paused/)
  })

  test.each([
    { name: 'worse', given: () => exposures(0.1), says: 'stop' },
    { name: 'too young in users', given: () => exposures(0.3, 50), says: 'inconclusive' },
  ])('a canary that is $name stays where it is, and the answer says why', async ({ given, says }) => {
    await release(order('canary', { bundle: bundles[1] }), bench.ports, 2)
    const ports = seeing(given())
    await expect(release(order('advance'), ports, 2 + DAY)).rejects.toMatchObject({
      code: 'LOOP_CANARY_NOT_READY',
      message: expect.stringMatching(`\\(${says}\\): conversion`),
    })
    expect(await bench.ports.registry.state()).toMatchObject({ live: bundles[0], canary: { share: 0.05 } })
    expect(await release(order('advance', { force: true }), ports, 3)).toMatchObject({
      forced: true,
      canary: { share: 0.25 },
    })
  })

  test('of two who advance at once, one does: the figures of a stage allow one step', async () => {
    await release(order('canary', { bundle: bundles[1] }), bench.ports, 2)
    const bothLooked = Promise.withResolvers<void>()
    let looking = 0
    const ports = seeing(exposures(0.31))
    const meeting: ReleasePorts = {
      ...ports,
      exposures: {
        ...ports.exposures,
        async exposures(scope) {
          if (++looking === 2) bothLooked.resolve()
          await bothLooked.promise
          return ports.exposures.exposures(scope)
        },
      },
    }
    const both = await Promise.allSettled([3, 4].map((now) => release(order('advance'), meeting, now + DAY)))
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await bench.ports.registry.state()).canary).toMatchObject({ share: 0.25 })
  })

  describe('approval', () => {
    const bob = { who: 'bob', recordedBy: 'key of bob' }
    const ann = { who: 'ann', recordedBy: 'key of ann' }
    const demand = (before: readonly ('canary' | 'live')[], approvers: readonly string[] = []) =>
      bench.ports.policies.set(
        { ramp: defaultPolicy.ramp, approval: { before, approvers } },
        { assistant: null, who: 'mia', recordedBy: 'key of mia', why: 'four eyes', at: 1 },
      )

    test('who asks for a canary cannot approve it; force does not help', async () => {
      await demand(['canary'])
      const canary = order('canary', { bundle: bundles[1], ...bob })
      for (const force of [false, true])
        await expect(release({ ...canary, force }, bench.ports, 2)).rejects.toMatchObject({ code: 'LOOP_NOT_APPROVED' })
      await release(order('approve', { bundle: bundles[1], ...bob }), bench.ports, 3)
      await expect(release(canary, bench.ports, 4)).rejects.toMatchObject({ code: 'LOOP_NOT_APPROVED' })
      await release(order('approve', { bundle: bundles[1], ...ann }), bench.ports, 5)
      expect(await release(canary, bench.ports, 6)).toMatchObject({ canary: { bundle: bundles[1] }, approval: null })
      expect((await bench.ports.registry.ledger(10)).map(({ action, who }) => [action, who])).toEqual([
        ['canary', 'bob'],
        ['approve', 'ann'],
        ['approve', 'bob'],
        ['promote', 'mia'],
      ])
    })

    test('before everyone gets it: by somebody else than who began the canary, whoever promotes', async () => {
      await demand(['live'])
      await release(order('canary', { bundle: bundles[1], ...bob }), bench.ports, 2)
      const promote = order('promote', { ...ann, force: true })
      await expect(release(promote, bench.ports, 3)).rejects.toThrow(/by an admin and not by bob/)
      await release(order('approve', ann), bench.ports, 4)
      expect(await release(promote, bench.ports, 5)).toMatchObject({ live: bundles[1] })
    })

    test('where approvers are named, others may not', async () => {
      await demand(['live'], ['key of eve'])
      await release(order('canary', { bundle: bundles[1], ...bob }), bench.ports, 2)
      await expect(release(order('approve', ann), bench.ports, 3)).rejects.toMatchObject({
        code: 'LOOP_NOT_AN_APPROVER',
        status: 403,
      })
    })

    test('taking back needs nobody', async () => {
      await demand(['canary', 'live'])
      await release(order('approve', { bundle: bundles[1], ...ann }), bench.ports, 2)
      await release(order('canary', { bundle: bundles[1], ...bob }), bench.ports, 3)
      expect(await release(order('rollback', bob), bench.ports, 4)).toMatchObject({ canary: null })
    })
  })

  test('a bundle that the gate refused does not go live by the way back', async () => {
    const { registry } = bench.ports
    const { snapshot } = (await registry.bundle(bundles[0]!))!
    const refused = registered('m-3', { verdict: 'refuse', snapshot })
    await registry.publish(refused, [], await registry.token())
    await expect(release(order('rollback', { bundle: refused.id }), bench.ports, 2)).rejects.toMatchObject({
      code: 'LOOP_RELEASE_IMPOSSIBLE',
    })
    expect((await registry.state()).live).toBe(bundles[0])
  })

  test('taking back a model keeps the newer rules', async () => {
    const { registry } = bench.ports
    const old = (await registry.bundle(bundles[0]!))!
    const newer: RegisteredBundle = {
      ...old,
      against: old.id,
      ...candidateBundle(null, { intent: { id: 'm-2', sha256: 'm-2' } }, { ...ruleParts, rules: 'rules-2' }),
    }
    await registry.publish(newer, [], await registry.token())
    await release(order('promote', { bundle: newer.id }), bench.ports, 2)
    const entry = await release(order('rollback', { why: 'conversion fell' }), bench.ports, 3)
    expect(await registry.bundle(entry.live!)).toMatchObject({ models: old.models, rules: 'rules-2' })
    expect(entry).toMatchObject({ why: 'conversion fell', earlier: [] })
  })

  test('a trainer that begins meanwhile does not keep a model from being taken back', async () => {
    const { registry } = bench.ports
    const old = (await registry.bundle(bundles[0]!))!
    const content = candidateBundle(null, { intent: { id: 'm-2', sha256: 'm-2' } }, { ...ruleParts, rules: 'rules-2' })
    await registry.publish({ ...old, ...content, against: old.id }, [], await registry.token())
    await release(order('promote', { bundle: content.id }), bench.ports, 2)
    let trainers = 3
    const busy: typeof registry = {
      ...registry,
      async token() {
        const token = await registry.token()
        if (trainers-- > 0) await registry.token()
        return token
      },
    }
    const entry = await release(order('rollback'), { ...bench.ports, registry: busy }, 3)
    expect(await registry.bundle(entry.live!)).toMatchObject({ models: old.models, rules: 'rules-2' })
    expect(trainers).toBe(-1)
  })

  test('new rules are live at once under both arms; going back to older models keeps them', async () => {
    const { registry } = bench.ports
    const rules = { thresholds: { lowConfidence: 0.7 }, rules: 'rules-2' }
    await release(order('promote', { bundle: bundles[1] }), bench.ports, 2)
    const third = registered('m-3', { snapshot: (await registry.bundle(bundles[0]!))!.snapshot, against: bundles[1]! })
    await registry.publish(third, [], await registry.token())
    await release(order('canary', { bundle: third.id }), bench.ports, 3)
    const entry = (await releaseRules(rules, { who: 'mia', why: 'saved' }, bench.ports, 4))!
    expect(entry).toMatchObject({
      action: 'rules',
      earlier: [bundles[0]],
      canary: { since: 4, share: 0.05, restarts: 1 },
    })
    expect((await registry.state()).canary).toEqual(entry.canary)
    expect(await registry.bundle(entry.live!)).toMatchObject({ ...rules, models: { intent: { id: 'm-2' } } })
    expect(await registry.bundle(entry.canary!.bundle)).toMatchObject({ ...rules, models: { intent: { id: 'm-3' } } })
    expect(await releaseRules(rules, { who: 'mia', why: 'again' }, bench.ports, 5)).toBeNull()
    await release(order('abandon'), bench.ports, 6)
    const back = await release(order('rollback'), bench.ports, 7)
    expect(await registry.bundle(back.live!)).toMatchObject({ ...rules, models: { intent: { id: 'm-1' } } })
    expect(back.earlier).toEqual([])
  })

  test('the pass of a canary still counts after new rules: both sides have them', async () => {
    await release(order('canary', { bundle: bundles[1] }), bench.ports, 2)
    await releaseRules({ ...ruleParts, rules: 'rules-2' }, { who: 'mia', why: 'saved' }, bench.ports, 3)
    const entry = await release(order('promote'), seeing(exposures(0.31)), 3 + DAY)
    expect(entry).toMatchObject({ live: entry.bundle, canary: null })
  })

  test('so does a pass that was recorded later, there and back; the verdicts keep their order', async () => {
    const { registry } = bench.ports
    const { snapshot } = (await registry.bundle(bundles[0]!))!
    const third = registered('m-3', { verdict: 'inconclusive', snapshot })
    await registry.publish(third, [], await registry.token())
    const by = { bundle: third.id, against: bundles[0]!, runId: null }
    await registry.judge({ ...by, verdict: 'refuse', who: 'ann', at: 2 })
    await registry.judge({ ...by, verdict: 'pass', who: 'bob', at: 3 })
    await release(order('canary', { bundle: third.id }), bench.ports, 4)
    const newer = { ...ruleParts, rules: 'rules-2' }
    const entry = (await releaseRules(newer, { who: 'mia', why: 'saved' }, bench.ports, 5))!
    const told = async (id: string) =>
      (await registry.verdicts(id)).map(({ verdict, who, against }) => [verdict, who, against])
    const expected = (against: string | null) => [
      ['pass', 'bob', against],
      ['refuse', 'ann', against],
      ['inconclusive', 'loop', against],
    ]
    expect(await told(entry.canary!.bundle)).toEqual(expected(entry.live))
    const back = (await releaseRules(ruleParts, { who: 'mia', why: 'not yet' }, bench.ports, 6))!
    expect(back).toMatchObject({ live: bundles[0], canary: { bundle: third.id, restarts: 2 } })
    expect(await told(third.id)).toEqual(expected(bundles[0]!))
    await releaseRules(newer, { who: 'mia', why: 'now' }, bench.ports, 7)
    expect(await told(entry.canary!.bundle)).toEqual(expected(entry.live))
    expect(await release(order('promote'), seeing(exposures(0.31)), 7 + DAY)).toMatchObject({
      live: entry.canary!.bundle,
    })
  })

  test('rollback without newer rules brings back the very bundle', async () => {
    await release(order('promote', { bundle: bundles[1] }), bench.ports, 2)
    expect(await release(order('rollback'), bench.ports, 3)).toMatchObject({
      live: bundles[0],
      canary: null,
    })
  })
})

describe('a ramp that runs by itself', () => {
  const startCanary = (some: Partial<ReleaseOrder> = {}) =>
    release(order('canary', { bundle: bundles[1], ...some }), bench.ports, 0)

  test('goes from stage to stage to everyone, and never before its time', async () => {
    await startCanary()
    const ports = seeing(exposures(0.3))
    const shares = []
    for (let now = 1; now <= 5 * DAY; now += DAY / 4) {
      const [look] = await lookAtRamps(ports, now)
      if (look?.moved) shares.push([look.moved.canary?.share ?? 1, Math.floor(now / DAY), look.moved.who])
    }
    expect(shares).toEqual([
      [0.25, 1, 'ramp'],
      [0.5, 2, 'ramp'],
      [1, 3, 'ramp'],
    ])
    expect(await bench.ports.registry.state()).toMatchObject({ live: bundles[1], canary: null })
    expect(await lookAtRamps(ports, 6 * DAY)).toEqual([])
  })

  test('a loss takes it back, with the figures in the ledger', async () => {
    await startCanary()
    await lookAtRamps(seeing(exposures(0.2)), 5)
    const [entry] = await bench.ports.registry.ledger(1)
    expect(entry).toMatchObject({
      action: 'rollback',
      who: 'guardrail',
      recordedBy: 'loop',
      live: bundles[0],
      canary: null,
      why: expect.stringContaining('click_through: canary minus live -10.0 points'),
    })
    expect(entry!.check!.figures.find((each) => each.figure === 'click_through')).toMatchObject({ verdict: 'stop' })
  })

  test('whose labels were split meanwhile waits at its share, with the reason; a person may force it', async () => {
    await startCanary()
    const said = 'The intent model still says refund, which was split.'
    const ports: ReleasePorts = {
      ...seeing(exposures(0.3)),
      async refuseOutgrown(bundle) {
        if (bundle === bundles[1]) throw new LoopError('LOOP_TAXONOMY_OUTGROWN', said, { status: 409 })
      },
    }
    expect(await lookAtRamps(ports, 2 * DAY)).toMatchObject([{ moved: null, waitsFor: [said] }])
    expect((await rampStatus(null, ports, 2 * DAY)).next).toEqual({ kind: 'wait', for: [said] })
    await expect(release(order('advance'), ports, 2 * DAY)).rejects.toMatchObject({ code: 'LOOP_TAXONOMY_OUTGROWN' })
    expect(await release(order('advance', { force: true }), ports, 2 * DAY)).toMatchObject({ canary: { share: 0.25 } })
    await lookAtRamps({ ...ports, ...seeing(exposures(0.2)), refuseOutgrown: ports.refuseOutgrown }, 3 * DAY)
    expect((await bench.ports.registry.ledger(1))[0]).toMatchObject({ action: 'rollback', who: 'guardrail' })
  })

  test('inconclusive does not ship, however often it is looked at', async () => {
    await startCanary()
    for (let now = DAY; now < 100 * DAY; now += 10 * DAY) {
      const [look] = await lookAtRamps(seeing(exposures(0.3, 1000)), now)
      expect(look).toMatchObject({ moved: null, check: { verdict: 'inconclusive' } })
    }
    expect((await bench.ports.registry.state()).canary?.share).toBe(0.05)
  })

  test('two processes that look at once take one step', async () => {
    await startCanary()
    const ports = seeing(exposures(0.3))
    const looks = await Promise.all([lookAtRamps(ports, 2 * DAY), lookAtRamps(ports, 2 * DAY)])
    const moved = looks.flat().filter((look) => look.moved !== null)
    expect(moved.length).toBeGreaterThan(0)
    expect((await bench.ports.registry.ledger(10)).filter((entry) => entry.action === 'advance')).toHaveLength(1)
  })

  test('of two assistants, one is taken back and the other goes on', async () => {
    for (const assistant of ['shop', 'bank']) await startCanary({ assistant })
    const ports: ReleasePorts = {
      ...bench.ports,
      exposures: seenBy(async ({ assistant }) => exposures(assistant === 'shop' ? 0.2 : 0.3)),
    }
    await lookAtRamps(ports, 2 * DAY)
    const { registry } = bench.ports
    expect(await registry.state('shop')).toMatchObject({ live: bundles[0], canary: null })
    expect(await registry.state('bank')).toMatchObject({ canary: { share: 0.25 } })
    expect(await registry.state()).toMatchObject({ live: bundles[0], revision: 1, canary: null })
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
    const whole = registered('', { ...candidateBundle(null, { intent: model }, ruleParts), snapshot })
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
