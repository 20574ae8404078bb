import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isHeldOut } from '../../src/evaluation/gold.ts'
import { improve } from '../../src/loop/improve.ts'
import { learnFromLabels } from '../../src/loop/learn-online.ts'
import type { TrainingMode } from '../../src/training/method.ts'
import { defaultMethod } from '../../src/training/method.ts'
import { shadowId } from '../../src/training/shadow.ts'
import { labelledTurn } from '../training/labelled.ts'
import { type LearningBench, openLearningBench, settings } from './learning-ports.ts'

let bench: LearningBench
beforeAll(async () => {
  bench = await openLearningBench()
})
beforeEach(() => bench.clear())
afterAll(() => bench.close())

const never = new AbortController().signal
const clock = async () => 1000
const words = { price: ['how much', 'cost', '多少钱'], delivery: ['parcel', 'arrive', '发货'] }
const examples = Object.entries(words).flatMap(([label, some]) =>
  some.flatMap((word) => Array.from({ length: 6 }, (_, i) => ({ text: `${word} please ${i}`, label }))),
)

async function firstModelLive(): Promise<void> {
  await bench.ports.examples.import('intent', examples, 'mia', 1)
  await bench.ports.runs.add({ runId: 'r-1', kind: 'import', tasks: ['intent'], seed: 1, who: 'mia', requestedAt: 1 })
  await improve(bench.ports, settings, clock, never)
}

/** Labels i of [from, to): refunds, every fourth answered by a person. */
async function labelled(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i)
  await bench.say(Object.fromEntries(numbers.map((i) => [`s${i}`, `${i % 3 ? 'refund' : '退款'} my order ${i}`])))
  for (const i of numbers) {
    bench.turns.push(
      labelledTurn({
        ...{ turnId: `b${i}`, textEventId: `s${i}`, conversationId: `d${i}`, userId: `p${i}`, labelIds: [] },
        label: { intent: 'refund', objection: null },
        prediction: {
          ...{ intent: i % 4 === 0 ? null : 'price', intentConfidence: i % 4 === 0 ? null : 0.5 },
          ...{ objection: null, objectionConfidence: null },
        },
        labelledAt: 5000 + Math.floor(i / 2), // two at a time: then the ids decide
      }),
    )
  }
}

const learn = () => learnFromLabels(bench.ports, settings.goldShare, 9000, never)
const steps = async () => {
  const { live } = await bench.ports.registry.state()
  const { models } = (await bench.ports.registry.bundle(live!))!
  return bench.ports.shadows.steps(shadowId('intent', models.intent!), 0, 1000)
}
const held = (i: number) => isHeldOut(`d${i}`, settings.goldShare)

async function trained(mode: TrainingMode, runId: string) {
  const method = { ...defaultMethod, mode }
  await bench.ports.runs.add({
    runId,
    kind: 'training',
    tasks: ['intent'],
    seed: 1,
    method,
    who: 'mia',
    requestedAt: 1,
  })
  await improve(bench.ports, settings, clock, never)
  return (await bench.ports.runs.get(runId))!
}

describe('the shadow of a live model', () => {
  test('predicts, then learns each label once, in order; nothing held out, nothing known, nothing served', async () => {
    await firstModelLive()
    await labelled(0, 40)
    const open = Array.from({ length: 40 }, (_, i) => i).filter((i) => !held(i))
    expect(await learn()).toBe(open.length)
    expect(await learn()).toBe(0)
    const all = await steps()
    expect(all.map((each) => each.step)).toEqual(open.map((_, i) => i + 1))
    expect(all.map((each) => each.labelledAt)).toEqual([...all.map((each) => each.labelledAt)].sort((a, b) => a - b))
    expect(all[0]).toMatchObject({ label: 'refund', predicted: expect.not.stringMatching('refund') })
    expect(all.at(-1)).toMatchObject({ label: 'refund', predicted: 'refund' })
    for (const each of all) expect(each.live).toBe(Number(each.turnId.slice(1)) % 4 === 0 ? null : 'price')
  })

  test('learning in several looks is learning in one', async () => {
    await firstModelLive()
    for (const [from, to] of [
      [0, 2],
      [2, 16],
      [16, 40],
    ] as const) {
      // a pair of equal times is never torn apart
      await labelled(from, to)
      await learn()
    }
    const inPieces = await steps()
    const piecewise = (await trained('online', 'r-2')).candidate
    await bench.clear()
    await firstModelLive()
    await labelled(0, 40)
    await learn()
    expect(await steps()).toEqual(inPieces)
    expect((await trained('online', 'r-2')).candidate).toBe(piecewise)
  })

  test('competes as a candidate, with its labels in order and its base in the snapshot', async () => {
    await firstModelLive()
    const live = (await bench.ports.registry.bundle((await bench.ports.registry.state()).live!))!
    await labelled(0, 40)
    await learn()
    const run = await trained('online', 'r-2')
    expect(run.candidate).not.toBe(live.id)
    const snapshot = await bench.ports.snapshots.get(run.snapshot!)
    expect(snapshot.base).toEqual({ intent: live.models.intent })
    const learned = snapshot.items.filter((item) => item.role === 'new').map((item) => item.textId)
    expect(learned).toEqual((await steps()).map((each) => each.textId))
    expect(snapshot.items.some((item) => item.role === 'replay')).toBe(true)
    const bundle = (await bench.ports.registry.bundle(run.candidate!))!
    expect(await bench.ports.registry.model(bundle.models.intent!.id)).toMatchObject({ snapshot: snapshot.id })
    expect(run.evaluation).toMatchObject({ reasons: expect.any(Array) })
  })

  test('a text that was erased is unlearned', async () => {
    await firstModelLive()
    await labelled(0, 40)
    await learn()
    const [first] = await steps()
    await bench.erase(first!.textId)
    const { snapshot } = await trained('online', 'r-2')
    const items = (await bench.ports.snapshots.get(snapshot!)).items
    expect(items.map((item) => item.textId)).not.toContain(first!.textId)
  })

  test('what may be poisoned is not learned, and unlearned where it was; released, it counts again', async () => {
    await firstModelLive()
    await labelled(0, 20)
    await learn()
    const learned = (await steps()).map((each) => each.textId)
    const user = learned[0]!.replace('s', 'p')
    for (const turn of bench.turns.splice(10, 10)) bench.turns.push({ ...turn, annotators: ['mallory'] })
    await labelled(20, 40)
    for (const turn of bench.turns.splice(20, 10)) bench.turns.push({ ...turn, annotators: ['mallory', 'ann'] })
    const holds = async () => [
      { kind: 'user' as const, userId: user },
      { kind: 'annotator' as const, annotator: 'mallory' },
    ]
    const suspicious = { ...bench.ports, holds: { holds } }
    await learnFromLabels(suspicious, settings.goldShare, 9000, never)
    const after = (await steps()).map((each) => each.textId)
    expect(after.slice(learned.length).length).toBeGreaterThan(5)
    expect(after.slice(learned.length).map((textId) => Math.floor(Number(textId.slice(1)) / 10))).not.toContain(2)
    const run = {
      runId: 'r-2',
      kind: 'training' as const,
      tasks: ['intent' as const],
      seed: 1,
      who: 'mia',
      requestedAt: 1,
    }
    await bench.ports.runs.add({ ...run, method: { ...defaultMethod, mode: 'online' } })
    await improve(suspicious, settings, clock, never)
    const { snapshot } = (await bench.ports.runs.get('r-2'))!
    const items = (await bench.ports.snapshots.get(snapshot!)).items.filter(({ role }) => role === 'new')
    const kept = after.filter((textId) =>
      bench.turns.some((t) => t.textEventId === textId && !t.annotators.includes('mallory')),
    )
    expect(items.map(({ textId }) => textId)).toEqual(kept.filter((textId) => textId !== learned[0]))
    expect(items.length).toBeLessThan(after.length)
    const open = Array.from({ length: 40 }, (_, i) => i).filter((i) => !held(i))
    await learn()
    expect(new Set((await steps()).map((each) => each.textId))).toEqual(new Set(open.map((i) => `s${i}`)))
  })

  test('of a new live model begins anew, with what that one was not taught', async () => {
    await firstModelLive()
    await labelled(0, 40)
    await learn()
    const before = (await steps()).length
    const run = await trained('refit', 'r-2')
    await bench.ports.registry.release({ action: 'promote', bundle: run.candidate!, who: 'mia', why: 'better' }, 2)
    expect(await learn()).toBe(0) // the refit knows all of them
    await labelled(40, 44)
    expect(await learn()).toBe([40, 41, 42, 43].filter((i) => !held(i)).length)
    expect((await steps()).length).toBeLessThan(before)
  })

  test('that has learned nothing cannot compete', async () => {
    await firstModelLive()
    expect(await trained('online', 'r-2')).toMatchObject({ state: 'failed', error: { code: 'LOOP_NO_SHADOW' } })
  })

  test('two processes that look at once learn each label once', async () => {
    await firstModelLive()
    await labelled(0, 40)
    const [a, b] = await Promise.all([learn(), learn()])
    expect(a + b).toBe((await steps()).length)
    expect(Math.min(a, b)).toBe(0)
  })
})
