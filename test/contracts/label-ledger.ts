import { beforeAll, describe, expect, test } from 'vitest'
import type { SamplingPolicy } from '../../src/admission/sampling-policy.ts'
import type { Submission } from '../../src/labels/answer.ts'
import type { AnswerReader } from '../../src/labels/answer-reader.ts'
import { conflictsOf } from '../../src/labels/conflicts.ts'
import { goodReplies, type HandOverReader } from '../../src/labels/good-replies.ts'
import type { GuidelineBook } from '../../src/labels/guidelines.ts'
import type { Undo } from '../../src/labels/label-desk.ts'
import type { LabelList } from '../../src/labels/label-list.ts'
import type { ReviewTask } from '../../src/labels/review-task.ts'
import type { LabelWithdrawals } from '../../src/labels/withdrawal.ts'
import { admit } from '../../src/loop/admit.ts'
import { adjudicate, collectLabel } from '../../src/loop/collect-labels.ts'
import { sendForLabels } from '../../src/loop/send-for-labels.ts'
import { sampleIdOf } from '../../src/pool/decide.ts'
import { tally } from '../labels/tally.ts'
import { chat, conversation, DAY, MONDAY } from '../pool/conversations.ts'
import { answerTo, type DeskEngine } from './label-desk.ts'

export interface LedgerEngine extends DeskEngine {
  readonly ledger: LabelList
  readonly answers: AnswerReader
  readonly withdrawals: LabelWithdrawals
  readonly guidelines: GuidelineBook
  readonly handOvers: HandOverReader
  /** Makes a snapshot with a model and a bundle that learned from this answer. */
  learnFrom(labelId: string, name: string): Promise<void>
}

const MINUTE = 60_000
const LEASE_MS = 10 * MINUTE

/** What every engine that keeps the label ledger must do. */
export function labelLedgerContract(engine: string, open: () => Promise<LedgerEngine>): void {
  describe(`label ledger on ${engine}`, () => {
    let one: LedgerEngine
    let day = 0
    let now = MONDAY

    /** New samples alone in the queue: earlier ones have expired. */
    async function queue(names: readonly string[], policy: Partial<SamplingPolicy> = {}) {
      await one.pool.expire(now + DAY, now + DAY)
      now = MONDAY + ++day * DAY
      const plain = {
        budget: 10_000,
        userCap: 1000,
        emphasis: { floor: 1, power: 1 },
        overlap: 0,
        overlapAnswers: 2,
        goldItemShare: 0,
      }
      await one.pool.changePolicy({ ...plain, ...policy }, now, 'test')
      for (const id of names) await one.derive(conversation({ id, flagged: true, at: now }), chat(id, now))
      await admit(one.pool)
    }
    const next = (annotator: string, at = now) =>
      sendForLabels(one.pool, one.desk, { annotator, leaseMs: LEASE_MS, blind: false }, at)
    const collect = (submission: Submission, at = now) => collectLabel(one.desk, submission, at)
    async function answered(annotator: string, over: Partial<Submission> = {}) {
      const task = (await next(annotator))!
      const collected = await collect(answerTo(task, over))
      if (collected.kind !== 'recorded') throw new Error(collected.why)
      return { task, label: collected.label }
    }
    const undo = (sampleId: string, annotator: string, labelId: string): Undo => ({
      sampleId,
      annotator,
      labelId,
      recordedBy: 'test',
      why: 'wrong key',
      leaseMs: LEASE_MS,
    })
    const settle = (name: string, adjudicator: string, task: ReviewTask, over: Partial<Submission> = {}) =>
      adjudicate(one.desk, name, answerTo(task, { annotator: adjudicator, leaseId: '', ...over }), now)
    const unitOf = async (name: string) =>
      (await one.reader.reviewed(now)).find((unit) => unit.conversationId === name) ?? null
    const stateOf = async (name: string) => (await one.pool.sampleOf(name, now))?.state
    const noFault = { atFault: false, part: 'none' as const }

    beforeAll(async () => {
      one = await open()
    })

    test('what is given back goes to others first, and to the same annotator when nothing else is left', async () => {
      await queue(['back1', 'back2'])
      const first = (await next('ann'))!
      expect(await one.desk.release(first.lease, now)).toBe(true)
      expect(await one.desk.release(first.lease, now)).toBe(true)
      const second = (await next('ann'))!
      expect(second.sample.sampleId).not.toBe(first.sample.sampleId)
      expect((await next('ann'))?.sample.sampleId).toBe(first.sample.sampleId)
      expect(await collect(answerTo(first))).toMatchObject({ kind: 'lost', why: 'this lease has been released' })
      expect(await one.desk.release(second.lease, now + 2 * LEASE_MS)).toBe(true)
    })

    test('an undo takes the last answer back as a new line, and leases the sample to the same annotator', async () => {
      await queue(['undone', 'other'])
      const { task, label } = await answered('ann')
      const name = task.sample.conversationId
      const order = undo(task.sample.sampleId, 'ann', label.labelId)
      const undone = await one.desk.undo(order, now)
      expect(undone).toMatchObject({ kind: 'undone', lease: { annotator: 'ann', purpose: 'review' } })
      expect(await one.desk.undo(order, now)).toEqual(undone)
      expect(await one.desk.answers(task.sample.sampleId)).toEqual([])
      expect(await one.pool.sampleOf(name, now)).toMatchObject({ state: 'leased', answers: 0 })
      expect(await unitOf(name)).toBeNull()
      expect((await next('bob'))?.sample.sampleId).not.toBe(task.sample.sampleId)
      expect(await collect(answerTo(task))).toMatchObject({ kind: 'lost', why: 'this lease has been undone' })
      const lease = undone.kind === 'undone' ? undone.lease! : null
      expect(await collect(answerTo({ ...task, lease: lease! }, noFault))).toMatchObject({ kind: 'recorded' })
      expect(await unitOf(name)).toMatchObject({ atFault: false, annotators: ['ann'] })
      const lines = await one.ledger.lines({ sampleId: task.sample.sampleId, limit: 10 })
      expect(lines.map((line) => line.withdrawnBy === null)).toEqual([true, false])
    })

    test('no undo of an earlier answer, of somebody else’s, or of one that was built on', async () => {
      await queue(['early', 'late', 'learned'])
      const early = await answered('ann')
      const late = await answered('ann')
      const refused = async (sampleId: string, annotator: string, labelId: string) =>
        ((await one.desk.undo(undo(sampleId, annotator, labelId), now)) as { why?: string }).why
      const { sampleId } = late.task.sample
      expect(await refused(early.task.sample.sampleId, 'ann', early.label.labelId)).toMatch(/not this annotator's last/)
      expect(await refused(sampleId, 'bob', late.label.labelId)).toMatch(/no such answer/)
      await one.learnFrom(late.label.labelId, 'undo')
      expect(await refused(sampleId, 'ann', late.label.labelId)).toMatch(/snapshot s-undo holds it/)
      expect(await stateOf(late.task.sample.conversationId)).toBe('labelled')
    })

    test('people who differ are a conflict, which a third person settles', async () => {
      await queue(['split'], { overlap: 1 })
      const { task } = await answered('ann')
      expect(await settle('split', 'cleo', task)).toMatchObject({
        kind: 'refused',
        why: expect.stringMatching(/waiting/),
      })
      await answered('bob', {
        ...noFault,
        turns: [{ turnId: 'split/reply1', intent: 'availability', objection: null }],
      })
      const page = async () =>
        (await one.answers.contested({ limit: 1000 })).samples.filter((sample) => sample.conversationId === 'split')
      const [contested] = await page()
      const conflicts = conflictsOf(contested!, () => null)
      expect(conflicts.map(({ task, turnId }) => [task, turnId])).toEqual([
        ['at_fault', null],
        ['part', null],
        ['intent', 'split/reply1'],
      ])
      expect(conflicts[0]?.choices.map(({ annotator, choice }) => [annotator, choice])).toEqual([
        ['ann', 'true'],
        ['bob', 'false'],
      ])
      expect(await settle('split', 'bob', task)).toMatchObject({
        kind: 'refused',
        why: expect.stringMatching(/bob gave/),
      })
      const word = { part: 'wording' as const, faultTurn: 'split/reply1' }
      const settled = await settle('split', 'cleo', task, word)
      expect(settled).toMatchObject({ kind: 'recorded', label: { purpose: 'adjudication', annotator: 'cleo' } })
      expect(await settle('split', 'cleo', task, word)).toEqual(settled)
      expect(await settle('split', 'dan', task)).toMatchObject({
        kind: 'refused',
        why: expect.stringMatching(/cleo has/),
      })
      expect(await page()).toEqual([])
      const unit = await unitOf('split')
      expect(unit).toMatchObject({ atFault: true, part: 'wording' })
      expect(new Set(unit?.annotators)).toEqual(new Set(['ann', 'bob', 'cleo']))
      const turns = await one.reader.labelledTurns(now)
      expect(turns.find((turn) => turn.turnId === 'split/reply1')?.label.intent).toBe('warranty')
    })

    test('three who share enough have a model: it decides, says how sure it is, and goes when an answer goes', async () => {
      const names = Array.from({ length: 21 }, (_, i) => `shared${i}`)
      await queue(names, { overlap: 1, overlapAnswers: 3 })
      const crew = ['kim', 'lee', 'max']
      for (const annotator of crew) {
        for (let task = await next(annotator); task !== null; task = await next(annotator)) {
          const lone = annotator === 'max' && task.sample.conversationId === 'shared0'
          await collect(answerTo(task, lone ? noFault : {}))
        }
      }
      const [model] = (await one.answers.models()).filter((each) => each.task === 'at_fault')
      expect([...model!.accuracy.keys()]).toEqual(expect.arrayContaining(crew))
      const before = await unitOf('shared0')
      expect(before).toMatchObject({ atFault: true, posterior: expect.any(Number) })
      expect(before!.posterior).toBeGreaterThan(0.5)
      const shared = (await one.reader.labelledTurns(now)).filter((turn) => turn.conversationId === 'shared1')
      expect(shared[0]?.posterior?.intent).toBeGreaterThan(0.9)
      const gone = {
        annotator: 'kim',
        from: now,
        until: null,
        labelIds: null,
        who: 'lead',
        recordedBy: 'test',
        why: 'away',
      }
      await one.withdrawals.withdraw(gone, now)
      expect(await one.answers.models()).not.toContainEqual(
        expect.objectContaining({ task: 'at_fault', settled: model!.settled }),
      )
      expect(await unitOf('shared0')).toBeNull()
    })

    test('of two adjudicators at once, one has the last word', async () => {
      await queue(['raced'], { overlap: 1 })
      const { task } = await answered('ann')
      await answered('bob', noFault)
      const done = await Promise.all(['cleo', 'dan'].map((adjudicator) => settle('raced', adjudicator, task)))
      expect(done.map((each) => each.kind).sort()).toEqual(['recorded', 'refused'])
    })

    test('who has no lease, or has answered, is not shown what others said: he may answer yet, or again', async () => {
      await queue(['peeped'], { overlap: 1 })
      await answered('ann')
      const { task } = await answered('bob', noFault)
      expect(await collect(answerTo(task, { seconds: 77 }))).toMatchObject({
        kind: 'lost',
        recorded: [{ annotator: 'bob' }],
      })
      const made = answerTo({ ...task, lease: { ...task.lease, leaseId: 'made up', annotator: 'eve' } })
      expect(await collect(made)).toMatchObject({ kind: 'lost', recorded: [] })
    })

    test('a settled sample checks others unseen, and their answers enter no consensus', async () => {
      await queue(['checked'])
      const { task } = await answered('ann')
      await settle('checked', 'cleo', task)
      const before = {
        unit: await unitOf('checked'),
        turns: await one.reader.labelledTurns(),
        all: await one.reader.responses(),
      }
      await queue(['fresh'], { goldItemShare: 1 })
      const seen: string[] = []
      for (let asked = 0; asked < 5; asked++) {
        const check = (await next('eve'))!
        if (check.lease.purpose === 'review') break
        seen.push(check.sample.conversationId)
        expect(check.sample).toMatchObject({ state: 'leased', answers: 0 })
        expect(await one.desk.renew(check.lease, now + 2 * LEASE_MS, now)).toMatchObject({ until: now + 2 * LEASE_MS })
        const collected = await collect(answerTo(check, noFault))
        expect(collected).toMatchObject({ kind: 'recorded', label: { purpose: 'gold' } })
        const changed = await collect(answerTo(check, { ...noFault, seconds: 77 }))
        expect(changed).toMatchObject({ kind: 'lost', recorded: [{ annotator: 'eve', purpose: 'gold' }] })
      }
      expect(seen).toContain('checked')
      expect(new Set(seen).size).toBe(seen.length)
      for (const known of ['ann', 'cleo']) {
        const task = (await next(known, now + 2 * LEASE_MS))!
        expect(task.sample.conversationId).not.toBe('checked')
        await one.desk.release(task.lease, now + 2 * LEASE_MS)
      }
      const units = await one.reader.reviewed()
      expect(units.find((unit) => unit.conversationId === 'checked')).toEqual(before.unit)
      expect(await one.reader.labelledTurns()).toEqual(before.turns)
      const [sample] = (await one.answers.answered({})).filter((each) => each.conversationId === 'checked')
      expect(sample?.labels.map((label) => label.purpose).sort()).toEqual(['adjudication', 'gold', 'review'])
    })

    test('a check can be undone like any answer, and its sample stays what it is', async () => {
      await queue(['cut short'], { overlap: 1 })
      const { task } = await answered('ann')
      await one.pool.expire(now, now + DAY)
      expect(await stateOf('cut short')).toBe('labelled')
      await settle('cut short', 'cleo', task)
      const before = await one.pool.sampleOf('cut short', now)
      await queue(['newer'], { goldItemShare: 1 })
      const seen: string[] = []
      for (let asked = 0; asked < 5 && !seen.includes('cut short'); asked++) {
        const check = (await next('gus'))!
        const collected = await collect(answerTo(check))
        if (collected.kind !== 'recorded') throw new Error(collected.why)
        const undone = await one.desk.undo(undo(check.sample.sampleId, 'gus', collected.label.labelId), now)
        expect(undone).toMatchObject({ kind: 'undone', lease: { purpose: check.lease.purpose } })
        const again = (undone as { lease: ReviewTask['lease'] }).lease
        expect(await collect(answerTo({ ...check, lease: again }))).toMatchObject({ kind: 'recorded' })
        seen.push(check.sample.conversationId)
      }
      expect(seen).toContain('cut short')
      expect(await one.pool.sampleOf('cut short', now - DAY)).toEqual(before)
    })

    test('no check where nothing waits: the queue ends', async () => {
      await queue([], { goldItemShare: 1 })
      expect(await next('frank')).toBeNull()
    })

    test('a bad batch is withdrawn: nothing is deleted, samples return, what learned from it is named', async () => {
      await queue(['bad1', 'bad2', 'good'])
      const bad = [await answered('mallory'), await answered('mallory')]
      const good = await answered('ann')
      await one.learnFrom(bad[0]!.label.labelId, 'batch')
      const order = {
        annotator: 'mallory',
        from: null,
        until: null,
        labelIds: null,
        who: 'lead',
        recordedBy: 'test',
        why: 'guessed',
      }
      const lines = (await one.ledger.lines({ limit: 1000 })).length
      const done = await one.withdrawals.withdraw(order, now)
      const ids = bad.map(({ label }) => label.labelId).sort()
      const samples = bad.map(({ task }) => task.sample.sampleId).sort()
      expect(done).toMatchObject({
        kind: 'batch',
        labels: 2,
        labelIds: ids,
        waiting: samples,
        snapshots: ['s-batch'],
        models: ['m-batch'],
        bundles: ['b-batch'],
        takenBackBy: null,
      })
      expect(await one.withdrawals.withdraw(order, now + MINUTE)).toEqual(done)
      expect(await one.ledger.lines({ limit: 1000 })).toHaveLength(lines)
      expect(await one.ledger.lines({ who: 'mallory', standing: true, limit: 10 })).toEqual([])
      expect(await one.ledger.lines({ who: 'mallory', standing: false, limit: 10 })).toHaveLength(2)
      expect(await unitOf(good.task.sample.conversationId)).toMatchObject({ annotators: ['ann'] })
      const again = bad[0]!.task.sample.conversationId
      expect(await unitOf(again)).toBeNull()
      expect(await one.pool.expire(now - DAY, now)).toBe(0)
      expect((await next('mallory'))?.sample.sampleId).toSatisfy((id: string) => samples.includes(id))

      const by = { who: 'lead', recordedBy: 'test', why: 'was right after all' }
      const back = await one.withdrawals.takeBack(done.withdrawalId, by, now)
      expect(back).toMatchObject({ kind: 'take_back', takesBack: done.withdrawalId, labelIds: ids, waiting: [] })
      expect(await one.withdrawals.takeBack(done.withdrawalId, by, now)).toEqual(back)
      expect(await unitOf(again)).toMatchObject({ annotators: ['mallory'] })
      expect(await one.withdrawals.get(done.withdrawalId)).toMatchObject({ takenBackBy: back.withdrawalId })
      await expect(one.withdrawals.takeBack(back.withdrawalId, by, now)).rejects.toThrow(/takes a batch back itself/)
      const anew = await one.withdrawals.withdraw(order, now)
      expect(anew.withdrawalId).not.toBe(done.withdrawalId)
      const listed = (await one.withdrawals.list({ limit: 2 })).map((line) => line.withdrawalId)
      expect(listed).toHaveLength(2)
      const [last] = await one.withdrawals.list({ after: listed[1]!, limit: 1 })
      expect(listed).not.toContain(last?.withdrawalId)
    })

    test('a withdrawal that means nothing, or an unknown answer, is refused', async () => {
      const order = {
        annotator: 'nobody',
        from: null,
        until: null,
        labelIds: null,
        who: 'l',
        recordedBy: 'k',
        why: '?',
      }
      await expect(one.withdrawals.withdraw(order, now)).rejects.toThrow(/No answer that still counts/)
      const unknown = { ...order, annotator: null, labelIds: ['l-none'] }
      await expect(one.withdrawals.withdraw(unknown, now)).rejects.toThrow(/'l-none' is no answer/)
      await expect(one.withdrawals.takeBack('w-none', order, now)).rejects.toThrow(/no withdrawal/)
    })

    test('a sample that a correction has made pointless does not come back to the queue', async () => {
      await queue(['pointless'])
      const { label } = await answered('ann')
      await one.derive(conversation({ id: 'pointless', flagged: false, revision: 2, at: now }), [])
      await admit(one.pool)
      const order = {
        annotator: null,
        from: null,
        until: null,
        labelIds: [label.labelId],
        who: 'lead',
        recordedBy: 'test',
        why: 'wrong',
      }
      await one.withdrawals.withdraw(order, now)
      expect(await one.pool.sampleOf('pointless', now)).toMatchObject({ state: 'withdrawn', why: 'no longer flagged' })
    })

    test('counted where they lie, as many turns have a label as are read: conflicts, last words and withdrawals included', async () => {
      await queue(['tied', 'untied'], { overlap: 1 })
      for (const intent of ['warranty', 'availability']) {
        for (let task = await next(intent); task !== null; task = await next(intent)) {
          const said = answerTo(task).turns.map((turn) => ({ ...turn, intent }))
          await collect(answerTo(task, { turns: said }))
          if (intent === 'availability' && task.sample.conversationId === 'untied') await settle('untied', 'cleo', task)
        }
      }
      const turns = await one.reader.labelledTurns()
      const moments = [0, ...new Set(turns.flatMap(({ labelledAt }) => [labelledAt, labelledAt + 1]))]
      expect(turns.some(({ conflicts }) => conflicts.length > 0)).toBe(true)
      expect(turns.some(({ labelIds }) => labelIds.length > 2)).toBe(true)
      for (const since of moments) {
        expect(await one.reader.labelledCounts(since)).toEqual(tally(await one.reader.labelledTurns(since)))
      }
      expect((await one.reader.labelledCounts()).intent).toBeGreaterThan(10)
    })

    test('style and the turn at fault are kept and read', async () => {
      await queue(['styled'])
      const taxonomy = await one.desk.taxonomy()
      const style = [{ id: 'too_long', nameEn: 'Too long', nameZh: '太长' }]
      const tasks = { ...taxonomy.tasks, style }
      await one.desk.keepTaxonomy({ ...taxonomy, version: taxonomy.version + 1, tasks }, 'test', now)
      const turn = { turnId: 'styled/reply1', intent: null, objection: null, style: 'too_long' }
      const { label } = await answered('ann', { part: 'wording', faultTurn: 'styled/reply1', turns: [turn] })
      const [line] = await one.ledger.lines({ sampleId: sampleIdOf('styled'), limit: 1 })
      expect(line).toMatchObject({ labelId: label.labelId, faultTurn: 'styled/reply1', turns: [{ style: 'too_long' }] })
      const [read] = (await one.reader.labelledTurns(now)).filter((each) => each.conversationId === 'styled')
      expect(read).toMatchObject({ style: 'too_long', label: { intent: null, objection: null } })
    })

    test('the ledger is listed newest first, by page and filter', async () => {
      const all = await one.ledger.lines({ limit: 1000 })
      expect(all.map((line) => line.seq)).toEqual(all.map((line) => line.seq).sort((a, b) => b - a))
      const paged: string[] = []
      for (let after: string | undefined; ; ) {
        const page = await one.ledger.lines({ ...(after && { after }), limit: 3 })
        paged.push(...page.map((line) => line.labelId))
        if (page.length < 3) break
        after = page.at(-1)!.labelId
      }
      expect(paged).toEqual(all.map((line) => line.labelId))
      const gold = await one.ledger.lines({ purpose: 'gold', limit: 1000 })
      expect(gold.length).toBeGreaterThan(0)
      expect(new Set(gold.map((line) => line.source))).toEqual(new Set(['human']))
      expect(await one.ledger.lines({ from: now + 1000 * DAY, limit: 10 })).toEqual([])
    })

    test('guidelines have versions, each in force from a version of the taxonomy on', async () => {
      const before = (await one.desk.taxonomy()).version
      const draft = { textEn: 'Be kind.', textZh: '要友善。', note: 'first' }
      const kept = (await one.guidelines.keep(draft, 0, 'lead', now))!
      expect(kept).toMatchObject({ ...draft, version: before + 1, changedBy: 'lead' })
      expect((await one.desk.taxonomy()).version).toBe(before + 1)
      expect(await one.guidelines.keep({ ...draft, note: 'again' }, null, 'lead', now)).toEqual(kept)
      expect(await one.guidelines.keep({ ...draft, textEn: 'Be fair.' }, 0, 'lead', now)).toBeNull()
      const next = (await one.guidelines.keep({ ...draft, textEn: 'Be fair.' }, kept.version, 'lead', now))!
      expect(await one.guidelines.inForce(before)).toBeNull()
      expect(await one.guidelines.inForce(kept.version)).toEqual(kept)
      expect(await one.guidelines.inForce()).toEqual(next)
      expect((await one.guidelines.versions()).map((each) => each.version)).toEqual([next.version, kept.version])
      const half = (await one.guidelines.keep({ textEn: null, textZh: '只看原话。', note: '' }, null, 'lead', now))!
      expect(half).toMatchObject({ textEn: 'Be fair.', textZh: '只看原话。' })
    })

    test('replies by people on reviewed conversations are offered, with what the model had said', async () => {
      await queue(['handed', 'unreviewed'])
      const byHand = (id: string) => ({
        ...chat(id, now)[3]!,
        event_id: `${id}/by-hand`,
        author: 'human',
        response: 'I will call you.',
        occurred_at: now - 50_000,
      })
      for (const id of ['handed', 'unreviewed']) {
        const known = conversation({ id, flagged: true, revision: 2, at: now })
        await one.derive({ ...known, facts: { ...known.facts, humanReply: true } }, [byHand(id)])
      }
      await admit(one.pool)
      for (let task = await next('ann'); task !== null; task = await next('ann')) {
        if (task.sample.conversationId === 'handed') await collect(answerTo(task))
      }
      const found = await one.handOvers.handedOver({ limit: 10 })
      expect(found).toEqual([
        { sampleId: sampleIdOf('handed'), conversationId: 'handed', assistantId: 'shop', channel: 'web' },
      ])
      expect(await one.handOvers.handedOver({ channel: 'phone', limit: 10 })).toEqual([])
      expect(goodReplies(await one.desk.dialogue('handed'))).toEqual([
        {
          replyId: 'handed/by-hand',
          questionId: 'handed/question2',
          replyBefore: 'handed/reply2',
          bundleBefore: 'b-1',
          at: now - 50_000,
        },
      ])
    })
  })
}
