import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { postgresTurnStore } from '../../src/adapters/postgres/turn-store.ts'
import { turnReleases } from '../../src/app/turn-releases.ts'
import { improve } from '../../src/loop/improve.ts'
import { release, releaseRules } from '../../src/loop/release.ts'
import { nextBeginning, type StepPorts, startTurn, workSteps } from '../../src/loop/steps.ts'
import { withRulesOf } from '../../src/releases/bundle.ts'
import { defaultPolicy as ramps } from '../../src/releases/ramp-policy.ts'
import { defaultPolicy, type LoopPolicy } from '../../src/steering/policy.ts'
import { labelledTurn } from '../training/labelled.ts'
import { type LearningBench, openLearningBench, ruleParts, settings } from './learning-ports.ts'

let bench: LearningBench
beforeAll(async () => {
  bench = await openLearningBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.clear()
  now = 1000
  rampGoesOn = true
})

let now = 1000
let rampGoesOn = true
const clock = async () => now
const never = new AbortController().signal
const MINUTE = 60_000
const automatic: LoopPolicy = {
  ...defaultPolicy,
  train: { automatic: true, schedule: null, leastLabels: 30, onDrift: false },
  canary: { automatic: true },
  watch: { forMs: MINUTE },
}
const order = { action: 'policy', turnId: null, step: null, who: 'mia', recordedBy: 'key', why: 'a try' } as const

/** A release that is allowed once the ledger has the canary; each asked again changes nothing twice. */
function ports(): StepPorts {
  const { runs, registry } = bench.ports
  return {
    turns: postgresTurnStore(bench.database),
    runs,
    labels: bench.ports.labels,
    releases: {
      registry,
      async startCanary(bundle, why, at) {
        if ((await registry.state()).canary?.bundle === bundle) return
        await registry.release({ action: 'canary', bundle, who: 'loop', why }, at)
      },
      async ramp(at) {
        if (!rampGoesOn) return 'click-through: 40 of 200 units'
        const { revision } = await registry.state()
        await registry.release({ action: 'advance', who: 'ramp', why: 'it may', decidedOn: revision }, at)
        return null
      },
    },
    drift: async () => null,
  }
}

const noRamps = { latest: async () => null }
const pickStart = ({ releases: { startCanary } }: ReturnType<typeof turnReleases>) => ({ startCanary })

const words = { price: ['how much', 'cost'], delivery: ['parcel', 'arrive'] }
const examples = Object.entries(words).flatMap(([label, some]) =>
  some.flatMap((word) => Array.from({ length: 6 }, (_, i) => ({ text: `${word} please ${i}`, label }))),
)

/** A live model that knows no refunds, and people who have labelled 60 of them since. */
async function begin(policy: LoopPolicy | null = automatic): Promise<void> {
  const { runs, examples: store } = bench.ports
  await store.import('intent', examples, 'mia', 1)
  await runs.add({ runId: 'r-first', kind: 'import', tasks: ['intent'], seed: 1, who: 'mia', requestedAt: 1 })
  await improve(bench.ports, settings, clock, never)
  now += MINUTE
  await label(60)
  now += MINUTE
  if (policy !== null) await postgresTurnStore(bench.database).keepPolicy(policy, null, order, now)
}

async function label(n: number): Promise<void> {
  const from = bench.turns.length
  const ids = Array.from({ length: n }, (_, i) => from + i)
  await bench.say(Object.fromEntries(ids.map((i) => [`u${i}`, `refund my order ${i}`])))
  for (const i of ids) {
    const named = { turnId: `a${i}`, textEventId: `u${i}`, conversationId: `c${i}`, userId: `p${i}` }
    bench.turns.push(
      labelledTurn({ ...named, label: { intent: 'refund', objection: null }, labelIds: [], labelledAt: now }),
    )
  }
}

/** The whole loop as processes turn it: steps, training runs, time. */
async function untilItRests(with_: StepPorts = ports()): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const moved = await workSteps(with_, clock, never)
    const ran = await improve(bench.ports, settings, clock, never)
    now += MINUTE
    if (!moved && ran === null && (await with_.turns.open()) === null) return
  }
}

const lastTurn = async () => (await ports().turns.list(1, null))[0]

describe('a turn of the loop', () => {
  test('labels begin it; it ends with a better bundle live, and every step is written down', async () => {
    await begin()
    const first = (await bench.ports.registry.state()).live
    await untilItRests()
    const turn = (await lastTurn())!
    expect(turn).toMatchObject({
      turnId: 't-1',
      trigger: { kind: 'labels', detail: '60 new labels of intent', who: 'loop' },
      state: 'over',
      outcome: 'kept',
      runId: 'r-loop-1',
    })
    expect(turn.steps.map(({ step, state }) => `${step} ${state}`)).toEqual(
      ['freeze', 'train', 'evaluate', 'propose', 'canary', 'ramp', 'watch', 'decide'].map((step) => `${step} done`),
    )
    const { live, earlier } = await bench.ports.registry.state()
    expect(live).toBe(turn.candidate)
    expect(earlier).toEqual([first])
    const actions = (await bench.ports.registry.ledger(10)).map(({ action, who, canary }) => [
      action,
      who,
      canary?.share ?? 1,
    ])
    expect(actions.reverse()).toEqual([
      ['promote', 'mia', 1],
      ['canary', 'loop', 0.05],
      ['advance', 'ramp', 0.25],
      ['advance', 'ramp', 0.5],
      ['advance', 'ramp', 1],
    ])
  })

  test('as shipped nothing happens by itself; a person starts, and a person releases', async () => {
    await begin(null)
    expect(await workSteps(ports(), clock, never)).toBe(false)
    expect(await lastTurn()).toBeUndefined()
    const started = await startTurn({ kind: 'person', detail: 'try the new labels', who: 'mia' }, ports(), now)
    await untilItRests()
    expect(await lastTurn()).toMatchObject({ turnId: started.turnId, state: 'open', step: 'canary' })
    expect((await lastTurn())!.steps.at(-1)!.waitsFor).toContain('salesloop release canary')
    const { candidate } = (await lastTurn())!
    await bench.ports.registry.release({ action: 'promote', bundle: candidate!, who: 'mia', why: 'sure' }, now)
    await untilItRests()
    now += 2 * 86_400_000
    await workSteps(ports(), clock, never)
    expect(await lastTurn()).toMatchObject({ outcome: 'kept' })
  })

  test('nothing goes on while it is paused; then it goes on where it stood', async () => {
    await begin()
    await workSteps(ports(), clock, never)
    const pause = { ...order, action: 'pause', why: 'a campaign runs' } as const
    await ports().turns.record(pause, now)
    await untilItRests()
    expect(await lastTurn()).toMatchObject({ state: 'open', step: 'freeze' })
    expect(await ports().turns.paused()).toMatchObject({ who: 'mia', why: 'a campaign runs' })
    await ports().turns.record({ ...order, action: 'resume' }, now)
    await untilItRests()
    expect(await lastTurn()).toMatchObject({ outcome: 'kept' })
  })

  test('a schedule that comes due without a new label leaves a line, and waits for the next time', async () => {
    await begin({
      ...automatic,
      train: { ...automatic.train, leastLabels: null, schedule: { cron: '*/10 * * * *', timeZone: 'UTC' } },
    })
    bench.turns.length = 0
    now = 10 * MINUTE
    await workSteps(ports(), clock, never)
    await workSteps(ports(), clock, never)
    expect(await ports().turns.list(5, null)).toMatchObject([
      {
        turnId: 't-1',
        outcome: 'nothing_new',
        trigger: { kind: 'schedule', detail: 'Thursday 1970-01-01 00:10 (UTC)' },
      },
    ])
    expect(await bench.ports.runs.get('r-loop-1')).toBeNull()
    const next = await nextBeginning(await ports().turns.policy(), ports(), now)
    expect(next).toEqual({ kind: 'wait', for: 'Thursday 1970-01-01 00:20 (UTC)', until: 20 * MINUTE })
  })

  test('a candidate that waits for people gives way to a newer turn; one in its canary does not', async () => {
    await begin({ ...automatic, canary: { automatic: false } })
    await untilItRests()
    expect(await lastTurn()).toMatchObject({ turnId: 't-1', step: 'canary', state: 'open' })
    await label(30)
    now += MINUTE
    await untilItRests()
    expect(await ports().turns.get('t-1')).toMatchObject({ state: 'over', outcome: 'superseded' })
    const second = (await lastTurn())!
    expect(second).toMatchObject({ turnId: 't-2', step: 'canary', trigger: { detail: '30 new labels of intent' } })
    await bench.ports.registry.release({ action: 'canary', bundle: second.candidate!, who: 'mia', why: 'try' }, now)
    rampGoesOn = false
    await label(30)
    await workSteps(ports(), clock, never)
    expect(await lastTurn()).toMatchObject({ turnId: 't-2', step: 'ramp', state: 'open' })
    const again = { kind: 'person', detail: 'now', who: 'mia' } as const
    await expect(startTurn(again, ports(), now)).rejects.toMatchObject({ code: 'LOOP_TURN_OPEN', status: 409 })
  })

  test('figures that do not allow the next stage are what it waits for', async () => {
    await begin()
    rampGoesOn = false
    await untilItRests()
    expect(await lastTurn()).toMatchObject({
      step: 'ramp',
      steps: expect.arrayContaining([expect.objectContaining({ waitsFor: 'click-through: 40 of 200 units' })]),
    })
    const { live } = await bench.ports.registry.state()
    await bench.ports.registry.release({ action: 'rollback', who: 'mia', why: 'bad' }, now)
    await untilItRests()
    expect(await lastTurn()).toMatchObject({ outcome: 'taken_back' })
    expect((await bench.ports.registry.state()).live).toBe(live)
  })

  test('a canary that needs approval is something to wait for; approved it begins, and a newer turn takes its place', async () => {
    const strict = { ramp: ramps.ramp, approval: { before: ['canary' as const], approvers: [] } }
    await bench.ports.policies.set(strict, { assistant: null, who: 'mia', recordedBy: 'key', why: 'four eyes', at: 1 })
    const real = { ...ports(), releases: { ...ports().releases, ...pickStart(turnReleases(bench.ports, noRamps)) } }
    await begin()
    await untilItRests(real)
    const waiting = (await lastTurn())!
    expect(waiting).toMatchObject({ turnId: 't-1', step: 'canary', state: 'open' })
    expect(waiting.steps.at(-1)!.waitsFor).toContain(`${waiting.candidate} needs approval before it gets any users`)
    await label(30)
    await untilItRests(real)
    expect(await ports().turns.get('t-1')).toMatchObject({ state: 'over', outcome: 'superseded' })
    const second = (await startTurn({ kind: 'person', detail: 'once more', who: 'mia' }, real, now)).turnId
    expect(await ports().turns.get('t-2')).toMatchObject({ state: 'over', outcome: 'superseded' })
    await untilItRests(real)
    const bundle = (await lastTurn())!.candidate!
    await release({ action: 'approve', bundle, who: 'ann', recordedBy: 'ann', why: 'read the flips' }, bench.ports, now)
    await untilItRests(real)
    expect(await lastTurn()).toMatchObject({ turnId: second, outcome: 'kept' })
  })

  test('starts no canary in the place of one that a person began', async () => {
    await begin({ ...automatic, canary: { automatic: false } })
    await untilItRests()
    const { candidate } = (await lastTurn())!
    const { registry } = bench.ports
    const live = (await registry.bundle((await registry.state()).live!))!
    const other = { ...live, ...withRulesOf(live, { ...ruleParts, rules: 'rules-9' }), runId: live.runId }
    await registry.publish(other, [], await registry.token())
    await registry.release({ action: 'canary', bundle: other.id, who: 'mia', why: 'mine' }, now)
    const starts = turnReleases(bench.ports, noRamps).releases.startCanary(candidate!, 'turn t-1', now)
    await expect(starts).rejects.toMatchObject({
      code: 'LOOP_RELEASE_IMPOSSIBLE',
      message: expect.stringContaining(other.id),
    })
    expect((await registry.state()).canary).toMatchObject({ bundle: other.id })
  })

  test.each(['ramp', 'watch'] as const)('newer rules during its %s change nothing of it', async (step) => {
    await begin({ ...automatic, watch: { forMs: 60 * MINUTE } })
    rampGoesOn = step === 'watch'
    await untilItRests()
    expect(await lastTurn()).toMatchObject({ state: 'open', step })
    const rules = { ...ruleParts, rules: 'rules-2' }
    expect(await releaseRules(rules, { who: 'mia', why: 'new rules' }, bench.ports, now)).not.toBeNull()
    await workSteps(ports(), clock, never)
    expect(await lastTurn()).toMatchObject({ state: 'open', step })
    rampGoesOn = true
    now += 2 * 60 * MINUTE
    await untilItRests()
    now += 2 * 60 * MINUTE
    await untilItRests()
    expect(await ports().turns.get('t-1')).toMatchObject({ outcome: 'kept' })
  })

  test('what a failed run froze was not learned: the next time of the schedule tries again', async () => {
    await begin({
      ...automatic,
      train: { ...automatic.train, leastLabels: null, schedule: { cron: '*/10 * * * *', timeZone: 'UTC' } },
    })
    const { trainer } = bench.ports
    const broken = {
      ...bench.ports,
      trainer: { ...trainer, fit: async () => Promise.reject(new Error('no disk left')) },
    }
    now = 10 * MINUTE
    await workSteps(ports(), clock, never)
    await improve(broken, settings, clock, never).catch(() => {})
    await workSteps(ports(), clock, never)
    expect(await lastTurn()).toMatchObject({ turnId: 't-1', outcome: 'failed', why: 'no disk left' })
    now = 20 * MINUTE
    await untilItRests()
    expect(await ports().turns.get('t-2')).toMatchObject({ outcome: 'kept' })
  })

  test('of ten processes at once one begins a turn, and it is released once', async () => {
    await begin()
    await Promise.all(Array.from({ length: 10 }, () => workSteps(ports(), clock, never)))
    expect(await ports().turns.list(10, null)).toHaveLength(1)
    expect((await bench.ports.runs.list(10)).map(({ runId }) => runId)).toEqual(['r-loop-1', 'r-first'])
  })
})

/** Between two calls that only read, a death changes nothing: it is the same as before the first of them. */
const READS = new Set(['policy', 'paused', 'open', 'get', 'list', 'labelledTurns', 'state', 'drift'])

/** Ports that die at the n-th call that changes something, before or after it took effect. */
function dying(given: StepPorts, at: number, when: 'before' | 'after'): { ports: StepPorts; calls: () => number } {
  let calls = 0
  const wrapped =
    (call: (...args: unknown[]) => unknown) =>
    async (...args: unknown[]) => {
      const dies = calls++ === at
      if (dies && when === 'before') throw new Error('died')
      const value = await call(...args)
      if (dies) throw new Error('died')
      return value
    }
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const member = Reflect.get(target, name)
        if (typeof member === 'function')
          return READS.has(String(name)) ? member.bind(target) : wrapped(member.bind(target))
        return typeof member === 'object' && member !== null ? wrap(member) : member
      },
    })
  return { ports: wrap(given), calls: () => calls }
}

describe('a loop that is killed at any call', () => {
  const outcome = async () => {
    const { live, canary, earlier } = await bench.ports.registry.state()
    const runs = (await bench.ports.runs.list(10)).map(({ runId, state, candidate }) => ({ runId, state, candidate }))
    const ledger = (await bench.ports.registry.ledger(20)).map(({ action, bundle, live, who }) => ({
      action,
      bundle,
      live,
      who,
    }))
    const turns = (await ports().turns.list(10, null)).map(({ turnId, outcome, candidate, trigger, steps }) => ({
      turnId,
      outcome,
      candidate,
      trigger,
      steps: steps.map(({ step, state, result }) => ({ step, state, result })),
    }))
    return { live, canary, earlier, runs, ledger, turns }
  }

  test('ends as if nothing had happened, at every boundary and before it', async () => {
    await begin()
    const counting = dying(ports(), -1, 'before')
    await untilItRests(counting.ports)
    const undisturbed = await outcome()
    expect(undisturbed.turns).toMatchObject([{ outcome: 'kept' }])
    expect(counting.calls()).toBeGreaterThan(15)
    for (let at = 0; at < counting.calls(); at++) {
      for (const when of ['before', 'after'] as const) {
        await bench.clear()
        now = 1000
        await begin()
        await untilItRests(dying(ports(), at, when).ports).catch((error: Error) => expect(error.message).toBe('died'))
        await untilItRests()
        expect({ at, when, ...(await outcome()) }).toEqual({ at, when, ...undisturbed })
      }
    }
  })
})
