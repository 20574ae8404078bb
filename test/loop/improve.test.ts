import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isHeldOut } from '../../src/evaluation/gold.ts'
import { improve } from '../../src/loop/improve.ts'
import { bundleOf } from '../../src/releases/bundle.ts'
import { labelledTurn } from '../training/labelled.ts'
import { type LearningBench, type LearningPorts, openLearningBench, settings } from './learning-ports.ts'

let bench: LearningBench
beforeAll(async () => {
  bench = await openLearningBench()
})
beforeEach(() => bench.clear())
afterAll(() => bench.close())

const clock = async () => 1000
const never = new AbortController().signal
const words = { price: ['how much', 'cost', '多少钱'], delivery: ['parcel', 'arrive', '发货'] }
const examples = Object.entries(words).flatMap(([label, some]) =>
  some.flatMap((word) => Array.from({ length: 6 }, (_, i) => ({ text: `${word} please ${i}`, label }))),
)

/** Customers who ask for a refund, which no example teaches, labelled by people; most say it the usual way. */
async function refundsLabelled(n: number): Promise<void> {
  const texts = Object.fromEntries(
    Array.from({ length: n }, (_, i) => [`u${i}`, `${i % 3 ? 'refund' : '退款'} my order ${i}`]),
  )
  await bench.say(texts)
  for (let i = 0; i < n; i++) {
    const label = { intent: 'refund', objection: null }
    bench.turns.push(
      labelledTurn({
        turnId: `a${i}`,
        textEventId: `u${i}`,
        conversationId: `c${i}`,
        userId: `p${i}`,
        label,
        labelIds: [],
      }),
    )
  }
}

const order = (kind: 'training' | 'import', runId: string, ports: LearningPorts = bench.ports) =>
  ports.runs.add({ runId, kind, tasks: ['intent'], seed: 1, who: 'mia', requestedAt: 1 })

async function firstModelLive(): Promise<void> {
  await bench.ports.examples.import('intent', examples, 'mia', 1)
  await order('import', 'r-first')
  await improve(bench.ports, settings, clock, never)
}

/** The same models under other rules. */
async function secondBundle(first: string): Promise<string> {
  const { registry } = bench.ports
  const other = { ...(await registry.bundle(first))! }
  const second = { ...other, ...bundleOf({ ...other, rules: 'rules-2' }), against: first }
  await registry.publish(second, [], await registry.token())
  return second.id
}

describe('improve', () => {
  test('nothing to do', async () => {
    expect(await improve(bench.ports, settings, clock, never)).toBeNull()
  })

  test('an import into an empty installation goes live, and says why', async () => {
    await firstModelLive()
    const run = (await bench.ports.runs.get('r-first'))!
    expect(run).toMatchObject({ state: 'done', attempts: 1, evaluation: { verdict: 'pass' } })
    const [entry] = await bench.ports.registry.ledger(1)
    expect(entry).toMatchObject({ live: run.candidate, who: 'mia', why: 'first model of intent, imported (r-first)' })
  })

  test.each([
    { action: 'promote', name: 'another bundle went live while it was trained' },
    { action: 'canary', name: 'a canary began while it was trained' },
  ] as const)('an import is done and not released when $name', async ({ action }) => {
    await firstModelLive()
    const first = (await bench.ports.registry.state()).live!
    const second = await secondBundle(first)
    await bench.ports.examples.import('objection', examples, 'mia', 1)
    const run = { runId: 'r-2', kind: 'import', tasks: ['objection'], seed: 1, who: 'mia', requestedAt: 1 } as const
    await bench.ports.runs.add(run)
    const { trainer, registry } = bench.ports
    const fit: typeof trainer.fit = async (given, signal) => {
      await registry.release({ action, bundle: second, who: 'bob', why: 'meanwhile' }, 1)
      return trainer.fit(given, signal)
    }
    await improve({ ...bench.ports, trainer: { ...trainer, fit } }, settings, clock, never)
    const after = (await bench.ports.runs.get('r-2'))!
    expect(after).toMatchObject({ state: 'done', evaluation: { verdict: 'pass' } })
    expect((await registry.ledger(1))[0]).toMatchObject({ action, who: 'bob' })
    expect(await registry.verdicts(after.candidate!)).toMatchObject([{ against: first, runId: 'r-2' }])
  })

  test('labels make a better candidate; it stands in the registry and waits for a release', async () => {
    await firstModelLive()
    const { live } = await bench.ports.registry.state()
    await refundsLabelled(60)
    await order('training', 'r-2')
    await improve(bench.ports, settings, clock, never)
    const run = (await bench.ports.runs.get('r-2'))!
    expect(run).toMatchObject({ state: 'done', evaluation: { verdict: 'pass' } })
    const found = (
      run.evaluation as { tasks: { intent: { before: { right: number }; after: { right: number; items: number } } } }
    ).tasks.intent
    expect(found.before.right).toBe(0)
    expect(found.after.right).toBe(found.after.items)
    expect((await bench.ports.registry.state()).live).toBe(live)
    expect(await bench.ports.registry.bundle(run.candidate!)).toMatchObject({
      verdict: 'pass',
      runId: 'r-2',
      snapshot: run.snapshot,
    })
  })

  test('an update goes on from the live model with what is new and a part of the past, over several generations', async () => {
    await firstModelLive()
    const { registry, runs, snapshots } = bench.ports
    const method = { mode: 'incremental', classWeights: 'none', replayShare: 0.25, replayPick: 'balanced' } as const
    const updated = async (runId: string) => {
      await runs.add({ runId, kind: 'training', tasks: ['intent'], seed: 1, method, who: 'mia', requestedAt: 1 })
      await improve(bench.ports, settings, clock, never)
      const run = (await runs.get(runId))!
      expect(run).toMatchObject({ state: 'done', method })
      return { run, snapshot: await snapshots.get(run.snapshot!) }
    }
    const roles = (items: readonly { role: string | null }[]) => ({
      fresh: items.filter((item) => item.role === 'new').length,
      replay: items.filter((item) => item.role === 'replay').length,
    })
    const live = (await registry.bundle((await registry.state()).live!))!
    await refundsLabelled(60)
    const held = Array.from({ length: 60 }, (_, i) => i).filter((i) => isHeldOut(`c${i}`, settings.goldShare)).length
    const first = await updated('r-2')
    expect(first.snapshot.base).toEqual({ intent: live.models.intent })
    expect(roles(first.snapshot.items)).toEqual({ fresh: 60 - held, replay: 9 })
    await registry.release({ action: 'promote', bundle: first.run.candidate!, who: 'mia', why: 'better' }, 2)
    await bench.ports.examples.import('intent', [{ text: '发票怎么开', label: 'invoice' }], 'mia', 3)
    const second = await updated('r-3')
    // The past is that of both generations: 36 imported examples, and the refunds.
    expect(roles(second.snapshot.items)).toEqual({ fresh: 1, replay: Math.ceil((36 + 60 - held) / 4) })
    const again = await updated('r-4')
    expect(again.run.candidate).toBe(second.run.candidate)
  })

  test('training on nothing new finds the live bundle again, which keeps its verdict', async () => {
    await firstModelLive()
    const { live } = await bench.ports.registry.state()
    await order('training', 'r-2')
    await improve(bench.ports, settings, clock, never)
    const evaluation = { verdict: 'inconclusive', reasons: [{ rule: 'unchanged' }] }
    expect(await bench.ports.runs.get('r-2')).toMatchObject({ state: 'done', candidate: live, evaluation })
    expect(await bench.ports.registry.bundle(live!)).toMatchObject({ verdict: 'pass', runId: 'r-first' })
  })

  test('held-out conversations are gold and are not trained on', async () => {
    await firstModelLive()
    await refundsLabelled(60)
    await order('training', 'r-2')
    await improve(bench.ports, settings, clock, never)
    const gold = (await bench.ports.gold.list()).map((item) => item.textId)
    const { snapshot } = (await bench.ports.runs.get('r-2'))!
    const trained = (await bench.ports.snapshots.get(snapshot!)).items.map((item) => item.textId)
    const held = Array.from({ length: 60 }, (_, i) => i).filter((i) => isHeldOut(`c${i}`, settings.goldShare))
    expect(gold.sort()).toEqual(held.map((i) => `u${i}`).sort())
    expect(trained.filter((id) => gold.includes(id))).toEqual([])
    expect(trained.filter((id) => id.startsWith('u'))).toHaveLength(60 - held.length)
  })

  test('wrong labels make a worse candidate, which the gate refuses', async () => {
    await firstModelLive()
    const now = examples.map((each, i) => ({ ...each, text: `${each.text} now ${i}` }))
    const refs = await bench.ports.examples.keepGoldTexts('intent', now, 'ann', 1)
    await bench.ports.gold.add(
      refs.map((ref, i) => ({
        ...ref,
        goldId: `g${i}`,
        task: 'intent',
        label: now[i]!.label,
        origin: 'human',
        labelIds: [],
        who: 'ann',
        conversationId: null,
        protected: false,
        addedAt: 1,
      })),
      { who: 'ann', why: 'test', at: 1 },
    )
    const swapped = examples.map(({ text, label }) => ({ text, label: label === 'price' ? 'delivery' : 'price' }))
    await bench.ports.examples.import('intent', swapped, 'mallory', 2)
    await order('training', 'r-2')
    await improve(bench.ports, settings, clock, never)
    const run = (await bench.ports.runs.get('r-2'))!
    expect(run.state).toBe('refused')
    expect(
      (run.evaluation as { reasons: { verdict: string; rule: string }[] }).reasons
        .filter((each) => each.verdict === 'refuse')
        .map((each) => each.rule),
    ).toContain('negative_flips')
  })

  test.each([
    { name: 'nothing is labelled', given: [] as typeof examples },
    { name: 'there is one label only', given: examples.slice(0, 6) },
  ])('$name: the run fails and says what to do', async ({ given }) => {
    if (given.length > 0) await bench.ports.examples.import('intent', given, 'mia', 1)
    await order('training', 'r-1')
    await improve(bench.ports, settings, clock, never)
    expect(await bench.ports.runs.get('r-1')).toMatchObject({
      state: 'failed',
      candidate: null,
      error: { code: 'LOOP_TOO_FEW_EXAMPLES' },
    })
  })

  test('a text that is erased between snapshot and training ends the run; the next one does without it', async () => {
    await firstModelLive()
    await refundsLabelled(30)
    const trained = Array.from({ length: 30 }, (_, i) => i).find((i) => !isHeldOut(`c${i}`, settings.goldShare))
    await order('training', 'r-2')
    const erasing: LearningPorts = {
      ...bench.ports,
      runs: {
        ...bench.ports.runs,
        async note(run, done) {
          await bench.ports.runs.note(run, done)
          if (done.snapshot) await bench.erase(`u${trained}`)
        },
      },
    }
    await improve(erasing, settings, clock, never)
    expect(await bench.ports.runs.get('r-2')).toMatchObject({
      state: 'failed',
      error: { code: 'LOOP_SNAPSHOT_INCOMPLETE' },
    })
    await order('training', 'r-3')
    await improve(bench.ports, settings, clock, never)
    expect(await bench.ports.runs.get('r-3')).toMatchObject({ state: 'done' })
  })

  test('a trainer that was overtaken publishes nothing', async () => {
    await firstModelLive()
    await refundsLabelled(30)
    await order('training', 'r-2')
    const overtaken: LearningPorts = {
      ...bench.ports,
      trainer: {
        ...bench.ports.trainer,
        async fit(given, signal) {
          await bench.ports.registry.token()
          return bench.ports.trainer.fit(given, signal)
        },
      },
    }
    await expect(improve(overtaken, settings, clock, never)).rejects.toMatchObject({ code: 'LOOP_STALE_TOKEN' })
    expect(await bench.ports.registry.bundles(10)).toHaveLength(1)
  })
})

test('a fault that never passes ends the run after a few attempts', async () => {
  await bench.ports.examples.import('intent', examples, 'mia', 1)
  await order('training', 'r-1')
  const broken: LearningPorts = {
    ...bench.ports,
    gold: {
      ...bench.ports.gold,
      add: () => Promise.reject(Object.assign(new Error('no space left'), { severity: 'ERROR' })),
    },
  }
  for (let attempt = 1; attempt < 5; attempt++)
    await expect(improve(broken, settings, clock, never)).rejects.toThrow('no space left')
  await expect(improve(broken, settings, clock, never)).rejects.toThrow('no space left')
  expect(await bench.ports.runs.get('r-1')).toMatchObject({
    state: 'failed',
    attempts: 5,
    error: { message: 'no space left' },
  })
  expect(await improve(broken, settings, clock, never)).toBeNull()
})

/** Ports that die at the n-th call, before or after it took effect. */
function dying(
  ports: LearningPorts,
  at: number,
  when: 'before' | 'after',
): { ports: LearningPorts; calls: () => number } {
  let calls = 0
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return async (...given: unknown[]) => {
          const dies = calls++ === at
          if (dies && when === 'before') throw Object.assign(new Error('died'), { severity: 'FATAL' })
          const value = await Reflect.apply(method, target, given)
          if (dies) throw Object.assign(new Error('died'), { severity: 'FATAL' })
          return value
        }
      },
    })
  const wrapped = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, wrap(port)]))
  return { ports: wrapped as unknown as LearningPorts, calls: () => calls }
}

describe('a run that dies at any call and is taken up again', () => {
  const outcome = async () => {
    const { state, candidate, snapshot, evaluation } = (await bench.ports.runs.get('r-first'))!
    const { live, revision } = await bench.ports.registry.state()
    return { state, candidate, snapshot, evaluation, live, revision, bundles: await bench.ports.registry.bundles(10) }
  }

  test('ends as if nothing had happened', async () => {
    await firstModelLive()
    const undisturbed = await outcome()
    await bench.clear()
    const { ports, calls } = dying(bench.ports, -1, 'before')
    await bench.ports.examples.import('intent', examples, 'mia', 1)
    await order('import', 'r-first')
    await improve(ports, settings, clock, never)
    expect(calls()).toBeGreaterThan(15)
    for (const when of ['before', 'after'] as const) {
      for (let at = 0; at < calls(); at++) {
        await bench.clear()
        await bench.ports.examples.import('intent', examples, 'mia', 1)
        await order('import', 'r-first')
        await expect(improve(dying(bench.ports, at, when).ports, settings, clock, never)).rejects.toThrow('died')
        await improve(bench.ports, settings, clock, never)
        expect({ at, when, ...(await outcome()) }).toEqual({ at, when, ...undisturbed })
      }
    }
  })
})
