import { beforeAll, describe, expect, test } from 'vitest'
import { defaultSamplingPolicy } from '../../src/admission/sampling-policy.ts'
import { admit } from '../../src/loop/admit.ts'
import { sampleIdOf } from '../../src/pool/decide.ts'
import type { DueConversation, PoolStore } from '../../src/pool/pool-store.ts'
import { chat, conversation, DAY, type Described, MONDAY } from '../pool/conversations.ts'

/** An engine that holds a pool, and how a test puts conversations before it. */
export interface PoolEngine {
  readonly pool: PoolStore
  /** As derived: replaces the conversation's row, keeps what admission has seen of it. */
  derive(
    conversation: Omit<DueConversation, 'drawn' | 'sample'>,
    events: readonly Record<string, unknown>[],
  ): Promise<void>
  /** Answers a sample, so that it counts as labelled. */
  label(sampleId: string, now: number): Promise<void>
}

/** What every engine that offers PoolStore must do. */
export function poolStoreContract(engine: string, open: () => Promise<PoolEngine>): void {
  describe(`PoolStore on ${engine}`, () => {
    let one: PoolEngine
    let serial = 0
    const newId = (name: string) => `${name}-${++serial}`
    const derive = (described: Described) =>
      one.derive(conversation(described), chat(described.id, described.at ?? MONDAY))
    const stateOf = async (id: string, now = MONDAY) => (await one.pool.sampleOf(id, now))?.state ?? null

    beforeAll(async () => {
      one = await open()
      await one.pool.changePolicy({ budget: 10_000, userCap: 1000, emphasis: { floor: 1, power: 1 } }, 0, 'test')
    })

    test('a flagged conversation becomes a sample with reasons, evidence, suspect and random turn', async () => {
      const id = newId('flagged')
      await derive({ id, flagged: true })
      expect(await admit(one.pool)).toEqual({ looked: 1, drawn: 1, selected: 1, withdrawn: 0 })
      const sample = await one.pool.sampleOf(id, MONDAY)
      expect(sample).toMatchObject({
        sampleId: sampleIdOf(id),
        state: 'waiting',
        stratum: 'flagged',
        inclusionProbability: 1,
        reasons: ['low_confidence'],
        suspect: { eventId: `${id}/reply1`, part: 'intent', clue: 'low_intent_confidence' },
        predictedTurns: 2,
        evidence: { low_confidence: [`${id}/reply1`], low_intent_confidence: [`${id}/reply1`] },
        wanted: 1,
        answers: 0,
      })
      expect([`${id}/reply1`, `${id}/reply2`]).toContain(sample?.randomTurn)
      expect(await one.pool.sample(sampleIdOf(id), MONDAY)).toEqual(sample)
      expect(await one.pool.draw(id)).toMatchObject({ selected: true, probability: 1, reason: 'low_confidence' })
    })

    test.each<Pick<Described, 'flagged' | 'eligible'>>([
      { flagged: null, eligible: true },
      { flagged: true, eligible: null },
      { flagged: false, eligible: false },
    ])('no draw while flagged is $flagged and eligible $eligible', async (known) => {
      const id = newId('open')
      await derive({ id, ...known })
      expect(await admit(one.pool)).toMatchObject({ looked: 1, drawn: 0 })
      expect(await one.pool.draw(id)).toBeNull()
      expect(await stateOf(id)).toBeNull()
    })

    test('a revision is looked at once; the draw is made once, and corrections keep it', async () => {
      const id = newId('once')
      await derive({ id, flagged: null })
      await admit(one.pool)
      await derive({ id, flagged: true, revision: 2 })
      expect(await admit(one.pool)).toMatchObject({ looked: 1, drawn: 1 })
      expect(await admit(one.pool)).toMatchObject({ looked: 0 })
      const made = await one.pool.draw(id)
      await derive({
        id,
        flagged: true,
        reasons: ['negative_feedback'],
        revision: 3,
        confidence: 0.1,
        at: MONDAY + DAY,
      })
      expect(await admit(one.pool)).toMatchObject({ looked: 1, drawn: 0 })
      expect(await one.pool.draw(id)).toEqual(made)
      expect(await one.pool.sampleOf(id, MONDAY)).toMatchObject({
        reasons: ['negative_feedback'],
        planId: made?.planId,
      })
    })

    test('a correction withdraws an unlabelled sample, its undoing brings it back, a labelled one stays', async () => {
      const [waiting, labelled] = [newId('waiting'), newId('labelled')]
      await derive({ id: waiting, flagged: true })
      await derive({ id: labelled, flagged: true })
      await admit(one.pool)
      await one.label(sampleIdOf(labelled), MONDAY)
      await derive({ id: waiting, flagged: false, revision: 2 })
      await derive({ id: labelled, flagged: false, revision: 2 })
      expect(await admit(one.pool)).toEqual({ looked: 2, drawn: 0, selected: 0, withdrawn: 1 })
      expect(await one.pool.sampleOf(waiting, MONDAY)).toMatchObject({ state: 'withdrawn', why: 'no longer flagged' })
      expect(await stateOf(labelled)).toBe('labelled')
      await derive({ id: waiting, flagged: true, revision: 3 })
      await admit(one.pool)
      expect(await one.pool.sampleOf(waiting, MONDAY)).toMatchObject({ state: 'waiting', why: null })
    })

    test('unflagged conversations are drawn at the control rate, and stay when they are flagged later', async () => {
      const ids = Array.from({ length: 600 }, () => newId('calm'))
      for (const id of ids) await derive({ id, flagged: false })
      const summary = await admit(one.pool)
      expect(summary).toMatchObject({ looked: 600, drawn: 600 })
      expect(Math.abs(summary.selected - 12)).toBeLessThan(4 * Math.sqrt(600 * 0.02 * 0.98))
      const controls = await one.pool.samples({ stratum: 'control', limit: 1000 }, MONDAY)
      expect(controls).toHaveLength(summary.selected)
      for (const control of controls)
        expect(control).toMatchObject({ inclusionProbability: 0.02, reasons: [], suspect: null })
      const [kept] = controls
      await derive({ id: kept!.conversationId, flagged: true, revision: 2 })
      await derive({
        id: ids.find((id) => !controls.some((one) => one.conversationId === id))!,
        flagged: true,
        revision: 2,
      })
      expect(await admit(one.pool)).toMatchObject({ looked: 2, drawn: 0 })
      expect(await one.pool.sampleOf(kept!.conversationId, MONDAY)).toMatchObject({
        state: 'waiting',
        stratum: 'control',
      })
    })

    test('two admissions at once look at each conversation once', async () => {
      const ids = Array.from({ length: 40 }, () => newId('race'))
      for (const id of ids) await derive({ id, flagged: true })
      const both = await Promise.all([admit(one.pool, 7), admit(one.pool, 7)])
      expect(both[0].looked + both[1].looked).toBe(40)
      expect(both[0].selected + both[1].selected).toBe(40)
    })

    test('an admission that breaks off leaves nothing behind', async () => {
      const id = newId('broken')
      await derive({ id, flagged: true })
      const broken = one.pool.admission(async (transaction) => {
        const due = await transaction.due(10)
        const plan = await transaction.policy()
        await transaction.record({ looked: due, draws: [], samples: [], scores: [] })
        throw new Error(`cut off under policy ${plan.version}`)
      })
      await expect(broken).rejects.toThrow('cut off')
      expect(await admit(one.pool)).toMatchObject({ looked: 1, drawn: 1, selected: 1 })
    })

    test('the plan of a later window knows what was decided before, and spending adds up', async () => {
      const at = MONDAY + 40 * DAY
      for (let i = 0; i < 30; i++) await derive({ id: newId('early'), flagged: true, at, user: null })
      for (let i = 0; i < 30; i++) await derive({ id: newId('late'), flagged: true, at: at + DAY, user: null })
      await one.pool.changePolicy({ budget: 10, lookback: 1 }, at - 1, 'test')
      await admit(one.pool)
      const [later, earlier] = await one.pool.plans(2)
      expect(earlier!.plan.from).toBe(at)
      expect(later!.plan.from).toBe(at + DAY)
      expect(later!.plan.rates.low_confidence).toBeCloseTo(10 / 30, 2)
      const draws = await Promise.all(
        (await one.pool.samples({ limit: 1000 }, at))
          .filter((s) => s.planId === later!.plan.planId)
          .map((s) => one.pool.draw(s.conversationId)),
      )
      const [use] = later!.strata
      expect(use).toMatchObject({ stratum: 'flagged', conversations: 30, selected: draws.length })
      expect(use!.expected).toBeGreaterThan(5)
      expect(use!.expected).toBeLessThan(13)
    })

    test('one user cannot fill the pool, yet keeps a chance', async () => {
      const at = MONDAY + 60 * DAY
      const calm = defaultSamplingPolicy
      await one.pool.changePolicy({ budget: 1000, userCap: 2, floor: calm.floor }, at - 1, 'test')
      const ids = Array.from({ length: 20 }, () => newId('same user'))
      for (const id of ids) await derive({ id, flagged: true, at, user: 'one' })
      await admit(one.pool)
      const probabilities = await Promise.all(ids.map(async (id) => (await one.pool.draw(id))!.probability))
      expect(probabilities.filter((probability) => probability === 1)).toHaveLength(3)
      expect(probabilities.reduce((a, b) => a + b, 0)).toBeLessThan(7)
      expect(Math.min(...probabilities)).toBeGreaterThan(calm.floor)
    })

    test('what nobody labels in time expires', async () => {
      const id = newId('old')
      const at = MONDAY + 80 * DAY
      await derive({ id, flagged: true, at })
      await admit(one.pool)
      expect(await one.pool.expire(at - 1, at + DAY)).toBeGreaterThanOrEqual(0)
      expect(await stateOf(id)).toBe('waiting')
      expect(await one.pool.expire(at, at + DAY)).toBe(1)
      expect(await one.pool.sampleOf(id, at)).toMatchObject({ state: 'expired', changedAt: at + DAY })
    })

    test('lists page by page, newest first, by state and reason', async () => {
      const all = await one.pool.samples({ limit: 1000 }, MONDAY)
      const [first] = await one.pool.samples({ limit: 1 }, MONDAY)
      const rest = await one.pool.samples({ limit: 1000, after: first!.sampleId }, MONDAY)
      expect([first, ...rest]).toEqual(all)
      expect(all.map((sample) => sample.createdAt)).toEqual(all.map((sample) => sample.createdAt).sort((a, b) => b - a))
      const negative = await one.pool.samples({ limit: 1000, reason: 'negative_feedback', state: 'expired' }, MONDAY)
      expect(negative.map((sample) => sample.reasons)).toEqual([['negative_feedback']])
    })
  })
}
