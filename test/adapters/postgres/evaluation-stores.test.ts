import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import { postgresEvaluationStore } from '../../../src/adapters/postgres/evaluation-store.ts'
import { postgresGateSettingsStore } from '../../../src/adapters/postgres/gate-settings-store.ts'
import { postgresGoldStore } from '../../../src/adapters/postgres/gold-store.ts'
import { postgresSkillStore } from '../../../src/adapters/postgres/skill-store.ts'
import { evaluatedItems, evaluationId, type KeptEvaluation } from '../../../src/evaluation/evaluation.ts'
import { gate } from '../../../src/evaluation/gate.ts'
import type { GoldItem } from '../../../src/evaluation/gold.ts'
import { changedLimits, defaultTaskLimits } from '../../../src/evaluation/limits.ts'
import type { Skill } from '../../../src/evaluation/skill.ts'
import { judged } from '../../evaluation/judged.ts'
import { openTestDatabase, type TestDatabase } from './models-engine.ts'

let engine: TestDatabase
let database: Database
beforeAll(async () => {
  engine = await openTestDatabase()
  database = engine.database
})
beforeEach(() => engine.clear())
afterAll(() => engine.close())

const change = { who: 'ann', why: 'more refunds', at: 5 }

describe('versions of the gold set', () => {
  const items = (...ids: string[]): GoldItem[] =>
    ids.map((id) => ({
      goldId: id,
      task: 'intent',
      source: 'turn',
      textId: `text of ${id}`,
      label: 'greet',
      origin: 'human',
      labelIds: [],
      who: 'ann',
      conversationId: 'c1',
      protected: false,
      addedAt: 1,
    }))
  const idsOf = async (version?: string) => (await postgresGoldStore(database).list(version)).map((each) => each.goldId)

  test('each change is a version, and an earlier one can be read as it was', async () => {
    const store = postgresGoldStore(database)
    expect(await store.latest()).toBeNull()
    await store.add(items('g1', 'g2'), change)
    const first = (await store.latest())!
    expect(first).toMatchObject({ number: 1, items: 2, added: 2, retired: 0, ...change })
    expect(await store.add(items('g2', 'g3'), change)).toBe(1)
    expect(await store.retire(['g1', 'unknown'], change)).toBe(1)
    expect((await store.versions(9)).map(({ number, items }) => [number, items])).toEqual([
      [3, 2],
      [2, 3],
      [1, 2],
    ])
    expect(await idsOf()).toEqual(['g2', 'g3'])
    expect(await idsOf(first.id)).toEqual(['g1', 'g2'])
    expect((await store.ever()).map((each) => each.goldId)).toEqual(['g1', 'g2', 'g3'])
  })

  test('nothing new makes no version, and what was retired does not come back', async () => {
    const store = postgresGoldStore(database)
    await store.add(items('g1', 'g2'), change)
    await store.retire(['g1'], change)
    expect(await store.add(items('g1', 'g2'), change)).toBe(0)
    expect(await store.retire(['g1'], change)).toBe(0)
    expect((await store.versions(9)).length).toBe(2)
    expect(await idsOf()).toEqual(['g2'])
  })

  test('the same history has the same ids, another one others', async () => {
    const store = postgresGoldStore(database)
    const history = async (...steps: string[][]) => {
      await engine.clear()
      for (const step of steps) await store.add(items(...step), change)
      return (await store.latest())!.id
    }
    const id = await history(['g1'], ['g3', 'g2'])
    expect(await history(['g1'], ['g2', 'g3'])).toBe(id)
    expect(await history(['g2'], ['g1', 'g3'])).not.toBe(id)
  })

  test('an unknown version is told, and nobody changes a known one', async () => {
    const store = postgresGoldStore(database)
    await store.add(items('g1'), change)
    await expect(store.list('gv-0')).rejects.toMatchObject({ code: 'LOOP_NO_GOLD_VERSION', status: 404 })
    for (const statement of ['update gold_versions set items = 9', 'delete from gold_version_items'])
      await expect(database.query(statement)).rejects.toThrow('only grows')
  })
})

describe('skills', () => {
  const skill = (skillId: string): Skill => ({
    skillId,
    name: '退款说得清楚',
    conversationId: 'c1',
    turns: [
      { task: 'intent', source: 'turn', textId: 'u2', label: 'refund' },
      { task: 'intent', source: 'turn', textId: 'u1', label: 'greet' },
    ],
    who: 'ann',
    why: 'a good one',
    createdAt: 1,
    retired: null,
  })

  test('come back as they were; retired, they protect nothing and keep their first reason', async () => {
    const store = postgresSkillStore(database)
    expect(await store.add(skill('k-1'))).toBe(true)
    expect(await store.add({ ...skill('k-1'), name: 'again' })).toBe(false)
    await store.add(skill('k-2'))
    expect(await store.get('k-1')).toEqual(skill('k-1'))
    expect(await store.retire('k-1', { who: 'bob', why: 'sold no more', at: 9 })).toBe(true)
    expect(await store.retire('k-1', { who: 'eve', why: 'other', at: 10 })).toBe(false)
    expect(await store.retire('k-9', { who: 'eve', why: 'other', at: 10 })).toBe(false)
    expect((await store.active()).map((each) => each.skillId)).toEqual(['k-2'])
    expect((await store.get('k-1'))?.retired).toEqual({ who: 'bob', why: 'sold no more', at: 9 })
    const list = async (state: 'active' | 'retired' | 'all', after: string | null = null) =>
      (await store.list({ state, after, limit: 9 })).map((each) => each.skillId)
    expect([await list('all'), await list('retired'), await list('all', 'k-1')]).toEqual([
      ['k-1', 'k-2'],
      ['k-1'],
      ['k-2'],
    ])
  })

  test.each(['update skills set why = $$x$$', 'delete from skill_turns', 'delete from skill_retirements'])(
    '%s is refused by the database',
    async (statement) => {
      const store = postgresSkillStore(database)
      await store.add(skill('k-1'))
      await store.retire('k-1', { who: 'bob', why: 'x', at: 9 })
      await expect(database.query(statement)).rejects.toThrow('only grows')
    },
  )
})

describe('limits of the gate', () => {
  const store = () => postgresGateSettingsStore(database, defaultTaskLimits)
  const stricter = changedLimits(defaultTaskLimits, { intent: { maxNegativeFlips: 0.01 } })

  test('are the defaults until somebody changes them; the ledger knows who', async () => {
    expect(await store().current()).toMatchObject({ version: 0, limits: defaultTaskLimits, who: null })
    await store().change(stricter, change, 0)
    expect(await store().current()).toEqual({ version: 1, limits: stricter, ...change })
    expect(stricter.objection).toEqual(defaultTaskLimits.objection)
    expect((await store().history(9)).map((each) => each.version)).toEqual([1])
  })

  test('a change made from limits that are no longer in force is told', async () => {
    await store().change(stricter, change, 0)
    await expect(store().change(stricter, change, 0)).rejects.toMatchObject({ code: 'LOOP_GATE_CHANGED', status: 409 })
    expect(await store().change(stricter, change, null)).toMatchObject({ version: 2 })
  })

  test('of ten changes at once from the same version one is made', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => store().change(stricter, change, 0)))
    expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    expect((await store().current()).version).toBe(1)
  })
})

describe('evaluations', () => {
  const before = judged('rrwwrw')
  const after = judged('rwrwrr')
  const items = evaluatedItems({ intent: before }, { intent: after })
  const about = {
    bundle: 'b-2',
    against: 'b-1',
    goldVersion: 'gv-1',
    limitsVersion: 0,
    limits: defaultTaskLimits,
    skills: [],
  }
  const kept: KeptEvaluation = {
    evaluationId: evaluationId(about, items),
    ...about,
    result: gate({ intent: before }, { intent: after }, defaultTaskLimits),
    runId: 'r-1',
    who: 'mia',
    at: 3,
  }
  const bundles = () =>
    database.query(
      `insert into snapshots (snapshot_id, caps, created_at) values ('s-1', '{}', 1);
       insert into bundles (bundle_id, content, run_id, snapshot_id, verdict, created_at) values
       ('b-1', '{}', 'r-0', 's-1', 'pass', 1), ('b-2', '{}', 'r-1', 's-1', 'pass', 1)`,
    )

  test('come back as they were, once each, with their items page by page', async () => {
    await bundles()
    const store = postgresEvaluationStore(database)
    await store.add(kept, items)
    await store.add({ ...kept, who: 'bob' }, items)
    expect(await store.get(kept.evaluationId)).toEqual(JSON.parse(JSON.stringify(kept)))
    expect(await store.list({ bundle: 'b-2', before: null, limit: 9 })).toMatchObject([
      { evaluationId: kept.evaluationId, verdict: 'inconclusive', refusals: [], who: 'mia' },
    ])
    expect(await store.list({ bundle: 'b-1', before: null, limit: 9 })).toEqual([])
    expect(await store.list({ bundle: null, before: kept.evaluationId, limit: 9 })).toEqual([])
    const page = { task: null, outcome: null, truth: null, after: null, limit: 4 }
    const some = await store.items(kept.evaluationId, page)
    const rest = await store.items(kept.evaluationId, { ...page, after: `intent/${some.at(-1)!.goldId}` })
    expect([...some, ...rest].map(({ goldId, outcome }) => [goldId, outcome])).toEqual([
      ['g0', 'right'],
      ['g1', 'broken'],
      ['g2', 'mended'],
      ['g3', 'wrong'],
      ['g4', 'right'],
      ['g5', 'mended'],
    ])
    expect(await store.items(kept.evaluationId, { ...page, outcome: 'broken' })).toMatchObject([
      { goldId: 'g1', truth: 'label-1', before: 'label-1', after: 'other', segments: { language: 'latin' } },
    ])
    expect(await store.items(kept.evaluationId, { ...page, truth: 'label-3' })).toHaveLength(1)
  })

  test('another answer, another limit or another gold version is another evaluation', () => {
    const ids = [
      evaluationId(about, items),
      evaluationId(about, evaluatedItems({ intent: before }, { intent: before })),
      evaluationId({ ...about, goldVersion: 'gv-2' }, items),
      evaluationId({ ...about, limits: changedLimits(defaultTaskLimits, { intent: { maxEce: 0.2 } }) }, items),
    ]
    expect(new Set(ids).size).toBe(4)
    expect(evaluationId({ ...about }, [...items])).toBe(ids[0])
  })
})
