import { beforeAll, describe, expect, test } from 'vitest'
import type { Submission } from '../../src/labels/answer.ts'
import type { LabelDesk } from '../../src/labels/label-desk.ts'
import type { LabelReader } from '../../src/labels/label-reader.ts'
import type { HumanLabel } from '../../src/labels/ledger.ts'
import type { ReviewTask } from '../../src/labels/review-task.ts'
import { admit } from '../../src/loop/admit.ts'
import { collectLabel } from '../../src/loop/collect-labels.ts'
import { growTaxonomy, sendForLabels } from '../../src/loop/send-for-labels.ts'
import { sampleIdOf } from '../../src/pool/decide.ts'
import { chat, conversation, DAY, MONDAY } from '../pool/conversations.ts'
import type { PoolEngine } from './pool-store.ts'

export interface DeskEngine extends Omit<PoolEngine, 'label'> {
  readonly desk: LabelDesk
  readonly reader: LabelReader
}

const MINUTE = 60_000
const LEASE_MS = 10 * MINUTE

/** An answer to what was leased: right about both marked turns. */
export function answerTo({ lease, sample }: ReviewTask, over: Partial<Submission> = {}): Submission {
  const turns = [...new Set([sample.suspect?.eventId, lease.randomTurn])].filter(
    (id) => id !== undefined && id !== null,
  )
  return {
    sampleId: lease.sampleId,
    leaseId: lease.leaseId,
    annotator: lease.annotator,
    recordedBy: 'test',
    atFault: true,
    part: 'intent',
    turns: turns.map((turnId) => ({ turnId, intent: 'warranty', objection: 'none' })),
    betterReply: 'It costs 99.',
    remark: null,
    seconds: 12.5,
    ...over,
  }
}

/** What every engine that offers LabelDesk and LabelReader must do. */
export function labelDeskContract(engine: string, open: () => Promise<DeskEngine>): void {
  describe(`LabelDesk on ${engine}`, () => {
    let one: DeskEngine
    let day = 0
    let now = MONDAY

    /** New samples alone in the queue: earlier ones have expired. */
    async function queue(names: readonly string[], overlap = 0): Promise<void> {
      await one.pool.expire(now + DAY, now + DAY)
      now = MONDAY + ++day * DAY
      const change = { budget: 10_000, userCap: 1000, emphasis: { floor: 1, power: 1 }, overlap }
      await one.pool.changePolicy(change, now, 'test')
      for (const id of names) await one.derive(conversation({ id, flagged: true, at: now }), chat(id, now))
      await admit(one.pool)
    }
    const next = (annotator: string, at = now, blind = false) =>
      sendForLabels(one.pool, one.desk, { annotator, leaseMs: LEASE_MS, blind }, at)
    const collect = (submission: Submission, at = now) => collectLabel(one.desk, submission, at)

    beforeAll(async () => {
      one = await open()
    })

    test('a sample comes with its transcript, what is suspected and what may be chosen', async () => {
      await queue(['shown'])
      const task = await next('ann')
      expect(task?.sample).toMatchObject({ conversationId: 'shown', state: 'leased', reasons: ['low_confidence'] })
      expect(task?.lease).toMatchObject({ annotator: 'ann', until: now + LEASE_MS, predictedTurns: 2, blind: false })
      expect(task?.lines.map((line) => [line.role, line.text, line.prediction?.intent ?? null])).toEqual([
        ['user', 'how much is it', null],
        ['assistant', 'It is in stock.', 'availability'],
        ['user', 'and the warranty', null],
        ['assistant', 'Two years.', 'warranty'],
      ])
      expect(task?.taxonomy.tasks.intent.map((label) => label.id)).toEqual(['availability', 'warranty'])
      expect(task?.taxonomy.tasks.objection.map((label) => label.id)).toEqual(['none'])
    })

    test('blind review shows no prediction, no suspicion, no reason and no stratum', async () => {
      await queue(['blind'])
      const task = (await next('ann', now, true))!
      expect(task.sample).toMatchObject({ stratum: null, reasons: [], evidence: {}, suspect: null })
      expect(task.lines.every((line) => line.prediction === null)).toBe(true)
      const collected = await collect(answerTo(task))
      expect(collected).toMatchObject({ kind: 'recorded', label: { blind: true } })
    })

    test('of two annotators who ask at once, one gets the only sample', async () => {
      await queue(['only'])
      const tasks = await Promise.all([next('ann'), next('bob')])
      expect(tasks.filter((task) => task !== null)).toHaveLength(1)
    })

    test('an answer is recorded once, however often it is sent', async () => {
      await queue(['answered'])
      const submission = answerTo((await next('ann'))!)
      const first = await collect(submission)
      expect(first.kind).toBe('recorded')
      expect(await collect(submission, now + MINUTE)).toEqual(first)
      const changed = { ...submission, atFault: false, part: 'none' as const }
      expect(await collect(changed)).toMatchObject({ kind: 'lost', recorded: [{ atFault: true }] })
      expect(await one.desk.answers(sampleIdOf('answered'))).toHaveLength(1)
      expect((await one.pool.sampleOf('answered', now))?.state).toBe('labelled')
    })

    test('a lease that ran out returns the sample; the stale answer is told, with what stands', async () => {
      await queue(['stale'])
      const first = (await next('ann'))!
      expect(await next('bob', now + LEASE_MS - 1)).toBeNull()
      const second = (await next('bob', now + LEASE_MS))!
      expect(second.sample.sampleId).toBe(first.sample.sampleId)
      expect(await collect(answerTo(first), now + LEASE_MS + 1)).toMatchObject({ kind: 'lost', recorded: [] })
      expect(await collect(answerTo(second, { part: 'wording' }), now + LEASE_MS + 2)).toMatchObject({
        kind: 'recorded',
      })
      expect(await collect(answerTo(first), now + LEASE_MS + 3)).toMatchObject({
        kind: 'lost',
        recorded: [{ annotator: 'bob', part: 'wording' }],
      })
    })

    test('an answer after its time counts while nobody else took the sample', async () => {
      await queue(['slow'])
      const task = (await next('ann'))!
      expect(await collect(answerTo(task), now + 5 * LEASE_MS)).toMatchObject({ kind: 'recorded' })
    })

    test('renewal keeps a lease that holds, and not one that is lost', async () => {
      await queue(['kept'])
      const { lease } = (await next('ann'))!
      const later = now + LEASE_MS - 1
      expect((await one.desk.renew(lease, later + LEASE_MS, later))?.until).toBe(later + LEASE_MS)
      expect(await next('bob', now + LEASE_MS + 1)).toBeNull()
      expect(await one.desk.renew(lease, later + 3 * LEASE_MS, later + LEASE_MS)).toBeNull()
    })

    test('a skipped sample is over, and says who and why', async () => {
      await queue(['skipped'])
      const { lease } = (await next('ann'))!
      expect(await one.desk.skip(lease, 'not my language', now)).toBe(true)
      expect(await one.desk.skip(lease, 'again', now)).toBe(false)
      expect(await one.pool.sampleOf('skipped', now)).toMatchObject({
        state: 'skipped',
        why: 'skipped by ann: not my language',
      })
      expect(await next('bob')).toBeNull()
    })

    test('a sample withdrawn under an annotator takes no answer', async () => {
      await queue(['withdrawn'])
      const task = (await next('ann'))!
      await one.derive(conversation({ id: 'withdrawn', flagged: false, revision: 2, at: now }), [])
      await admit(one.pool)
      expect(await collect(answerTo(task))).toMatchObject({
        kind: 'lost',
        why: 'the sample is withdrawn: no longer flagged',
      })
    })

    test('a wrong answer is refused and the lease stays', async () => {
      await queue(['wrong'])
      const task = (await next('ann'))!
      const turns = (intent: string) => [{ turnId: 'wrong/reply1', intent, objection: null }]
      await expect(collect(answerTo(task, { turns: turns('no such') }))).rejects.toThrow(/taxonomy/)
      const elsewhere = [{ turnId: 'shown/reply1', intent: 'warranty', objection: null }]
      await expect(collect(answerTo(task, { turns: elsewhere }))).rejects.toThrow(/no reply of this conversation/)
      await expect(collect(answerTo(task, { part: 'none' }))).rejects.toThrow(/at_fault/)
      expect(await collect(answerTo(task, { annotator: 'bob' }))).toMatchObject({ kind: 'lost' })
      expect(await collect(answerTo(task, { turns: turns('availability') }))).toMatchObject({ kind: 'recorded' })
    })

    test('two people label a doubled sample, never one twice nor three', async () => {
      await queue(['doubled'], 1)
      const tasks = await Promise.all(['ann', 'bob', 'cy', 'ann'].map((annotator) => next(annotator)))
      const held = tasks.filter((task) => task !== null)
      expect(held).toHaveLength(2)
      expect(new Set(held.map((task) => task.lease.annotator)).size).toBe(2)
      await collect(answerTo(held[0]!))
      expect((await one.pool.sampleOf('doubled', now))?.state).toBe('leased')
      expect(await next(held[0]!.lease.annotator, now + 2 * LEASE_MS)).toBeNull()
      await collect(answerTo(held[1]!, { atFault: false, part: 'none', turns: [] }))
      expect(await one.pool.sampleOf('doubled', now)).toMatchObject({ state: 'labelled', answers: 2 })
      const unit = (await one.reader.reviewed(now)).find((unit) => unit.conversationId === 'doubled')
      expect(unit).toMatchObject({ atFault: null, part: null })
    })

    test('half of a double answer waits for the other half, and stands alone when none came in time', async () => {
      await queue(['half'], 1)
      await collect(answerTo((await next('ann'))!))
      const read = async () => [...(await one.reader.reviewed(now)), ...(await one.reader.labelledTurns(now))]
      expect(await read()).toEqual([])
      await one.pool.expire(now, now + DAY)
      expect(await one.pool.sampleOf('half', now)).toMatchObject({
        state: 'labelled',
        answers: 1,
        why: 'no further answer came in time',
      })
      expect(new Set((await read()).map((each) => each.conversationId))).toEqual(new Set(['half']))
    })

    test('two people see the same random turn, also when the conversation grew in between', async () => {
      await queue(['grown'], 1)
      const first = (await next('ann'))!
      const more = Array.from({ length: 8 }, (_, i) => {
        const reply = chat('grown', now)[3]!
        return { ...reply, event_id: `grown/more${i}`, occurred_at: Number(reply.occurred_at) + 1000 * (i + 1) }
      })
      await one.derive(conversation({ id: 'grown', flagged: true, revision: 2, at: now }), more)
      await admit(one.pool)
      const second = (await next('bob'))!
      expect(second.sample.sampleId).toBe(first.sample.sampleId)
      expect(second.lines.length).toBeGreaterThan(first.lines.length)
      expect([second.lease.randomTurn, second.lease.predictedTurns]).toEqual([first.lease.randomTurn, 2])
    })

    test('who lost a lease, came back and answered is not asked for the second answer as well', async () => {
      await queue(['returned'], 1)
      const first = (await next('ann'))!
      const second = (await next('ann', now + LEASE_MS))!
      expect(second.sample.sampleId).toBe(first.sample.sampleId)
      expect(await collect(answerTo(second), now + LEASE_MS)).toMatchObject({ kind: 'recorded' })
      expect(await collect(answerTo(first), now + LEASE_MS)).toMatchObject({
        kind: 'lost',
        recorded: [{ annotator: 'ann' }],
      })
      expect(await one.pool.sampleOf('returned', now + LEASE_MS)).toMatchObject({ state: 'waiting', answers: 1 })
      await collect(answerTo((await next('bob', now + LEASE_MS))!), now + LEASE_MS)
      expect(await one.pool.sampleOf('returned', now + LEASE_MS)).toMatchObject({ state: 'labelled', answers: 2 })
    })

    test('many annotators at once empty the queue without overlap', async () => {
      const names = Array.from({ length: 30 }, (_, i) => `crowd${i}`)
      await queue(names)
      const work = async (annotator: string): Promise<string[]> => {
        const done: string[] = []
        for (let empty = 0; empty < 3; ) {
          const task = await next(annotator)
          if (task === null) {
            empty++
            continue
          }
          expect((await collect(answerTo(task))).kind).toBe('recorded')
          done.push(task.sample.conversationId)
        }
        return done
      }
      const done = (await Promise.all(['a', 'b', 'c', 'd', 'e'].map(work))).flat()
      expect(done.sort()).toEqual(names.sort())
    })

    test('later stages read consensus, text ids, strata, probabilities and the prediction of the time', async () => {
      await queue(['read'])
      const task = (await next('ann'))!
      await collect(answerTo(task), now + MINUTE)
      const turns = await one.reader.labelledTurns(now + MINUTE)
      const suspect = turns.find((turn) => turn.isSuspect)
      expect(suspect).toEqual({
        source: 'human',
        turnId: 'read/reply1',
        textEventId: 'read/question1',
        sampleId: sampleIdOf('read'),
        conversationId: 'read',
        userId: 'user of read',
        assistantId: 'shop',
        channel: 'web',
        bundle: 'b-1',
        stratum: 'flagged',
        reasons: ['low_confidence'],
        inclusionProbability: 1,
        isRandomTurn: task.lease.randomTurn === 'read/reply1',
        isSuspect: true,
        predictedTurns: 2,
        prediction: { intent: 'availability', intentConfidence: 0.4, objection: 'none', objectionConfidence: 0.9 },
        label: { intent: 'warranty', objection: 'none' },
        conflicts: [],
        labelIds: [expect.any(String)],
        annotators: ['ann'],
        labelledAt: now + MINUTE,
      })
      expect(turns.filter((turn) => turn.isRandomTurn)).toHaveLength(1)
      expect(await one.reader.reviewed(now + MINUTE)).toMatchObject([
        { conversationId: 'read', atFault: true, part: 'intent' },
      ])
      expect(await one.reader.reviewed(now + MINUTE + 1)).toEqual([])
      const known = (await one.reader.drawn()).find((sample) => sample.conversationId === 'read')
      expect(known).toEqual({
        sampleId: sampleIdOf('read'),
        conversationId: 'read',
        userId: 'user of read',
        stratum: 'flagged',
        inclusionProbability: 1,
        predictedTurns: 2,
        state: 'labelled',
      })
      const total = (await one.reader.responses()).reduce((sum, count) => sum + count.samples, 0)
      expect(total).toBe((await one.pool.samples({ limit: 1000 }, now)).length)
    })

    test('what machines say stays out of what people agreed on', async () => {
      const before = await one.reader.labelledTurns()
      const [human] = before as [(typeof before)[number], ...typeof before]
      const { turnId, textEventId, prediction, conversationId } = human
      const turn = {
        turnId,
        textEventId,
        prediction,
        isRandom: true,
        isSuspect: false,
        bundle: null,
        intent: 'x',
        objection: null,
      }
      const said = {
        source: 'model' as const,
        labelId: 'l-machine',
        by: 'm-1',
        conversationId,
        recordedAt: now,
        turns: [turn],
      }
      await one.desk.recordMachine([said])
      expect(await one.reader.labelledTurns()).toEqual(before)
      // @ts-expect-error a machine's label is no human label
      const mistaken: HumanLabel = said
      await expect(one.desk.record({ ...mistaken, sampleId: 'none', leaseId: 'none' }, now)).resolves.toMatchObject({
        kind: 'lost',
      })
    })

    test('the taxonomy grows by one version at a time, also when several change it at once', async () => {
      const { version } = await one.desk.taxonomy()
      const add = (id: string) => growTaxonomy(one.desk, { intent: [id], objection: [] }, 'test', now)
      await Promise.all(['new1', 'new2', 'new3'].map(add))
      const grown = await one.desk.taxonomy()
      expect(grown.version).toBe(version + 3)
      expect(grown.tasks.intent.map((label) => label.id)).toEqual(expect.arrayContaining(['new1', 'new2', 'new3']))
      expect((await add('new1')).version).toBe(grown.version)
      expect(await one.desk.keepTaxonomy({ ...grown, version }, 'test', now)).toBe(false)
    })
  })
}
