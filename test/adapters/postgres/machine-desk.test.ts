import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import { postgresDiscoveryDesk } from '../../../src/adapters/postgres/discovery-desk.ts'
import { postgresGoldStore } from '../../../src/adapters/postgres/gold-store.ts'
import { postgresMachineDesk } from '../../../src/adapters/postgres/machine-desk.ts'
import { postgresOtherLabels } from '../../../src/adapters/postgres/other-labels.ts'
import { postgresTaxonomyStore } from '../../../src/adapters/postgres/taxonomy-store.ts'
import { postgresTextDesk } from '../../../src/adapters/postgres/text-desk.ts'
import { type GoldItem, goldId } from '../../../src/evaluation/gold.ts'
import { defaultMachinePolicy } from '../../../src/labels/acceptance.ts'
import type { MachineDesk, MachineRun } from '../../../src/labels/machine-desk.ts'
import { machineLabelId } from '../../../src/labels/machine-label.ts'
import type { TextDesk, TextLease } from '../../../src/labels/text-task.ts'
import { settleMachineLabels } from '../../../src/loop/label-by-machine.ts'
import { openPostgres } from './pool-engine.ts'

let database: Database
let close: () => Promise<void>
let desk: MachineDesk
let texts: TextDesk
beforeAll(async () => {
  ;({ database, close } = await openPostgres())
  desk = postgresMachineDesk(database)
  texts = postgresTextDesk(database)
})
afterAll(() => close())

const labelModel = { precision: {}, votes: {}, calibration: { slope: 1, offset: 0 } }
let runs = 0
const run = (): MachineRun => ({
  runId: `mr-${++runs}`,
  task: 'intent',
  at: 1000,
  basis: 'b',
  bundle: null,
  policyVersion: 0,
  texts: 1,
  proposed: 1,
  audited: 0,
  labelModel,
  who: 'test',
})
const proposal = (textId: string, audited = false, cell = '*@0.98', label = 'price') => ({
  machineLabelId: machineLabelId('intent', textId),
  origin: 'machine' as const,
  task: 'intent' as const,
  textId,
  label,
  probability: 0.99,
  cell,
  votes: [{ voter: 'model>=0.99', label }],
  auditProbability: 0.25,
  audited,
  turnId: `${textId}-reply`,
  conversationId: `c-${textId}`,
})
const state = async (textId: string) => (await desk.get(machineLabelId('intent', textId)))?.state
const gold = (textId: string, label = 'price'): GoldItem => ({
  goldId: goldId('intent', { source: 'turn', textId }),
  task: 'intent',
  source: 'turn',
  textId,
  label,
  origin: 'human',
  labelIds: [],
  who: 'mia',
  conversationId: null,
  protected: false,
  addedAt: 1,
})
const addGold = (item: GoldItem) => postgresGoldStore(database).add([item], { who: 'mia', why: 'test', at: 1 })

async function answer(lease: TextLease, label: string | null, who: string, at = 2000) {
  const { leaseId, task } = lease
  return texts.record(
    { textTaskId: task.textTaskId, leaseId, label, who, recordedBy: 'test', seconds: null, taxonomyVersion: 1 },
    at,
  )
}
const lease = (who: string, now = 2000) => texts.lease(who, ['audit', 'split', 'suspect'], 1000, now)

describe('no way into the gold set', () => {
  test('a machine label is refused as gold without a person’s answer, with words that help', async () => {
    await desk.keepRun(run(), [], [proposal('g1')])
    await expect(addGold(gold('g1'))).rejects.toMatchObject({ code: 'LOOP_MACHINE_GOLD', status: 409 })
    expect(await addGold(gold('g1', 'delivery'))).toBe(1) // a person who says something else has looked
  })

  test('nor does one come about for a gold item', async () => {
    await addGold(gold('g2'))
    await desk.keepRun(run(), [], [proposal('g2')])
    expect(await state('g2')).toBeUndefined()
    const columns = `machine_label_id, task, text_id, turn_id, conversation_id, label, probability, cell, votes, run_id,
      audit_probability, audited, state, proposed_at, changed_at`
    const values = `'ml-x', 'intent', 'g2', 't', 'c', 'price', 1, '*', '[]', 'mr-1', 1, false, 'held', 1, 1`
    await expect(database.query(`insert into machine_labels (${columns}) values (${values})`)).rejects.toThrow(
      /made by a machine/,
    )
  })

  test('the line of an accepted one in the ledger cannot stand behind a gold item', async () => {
    await desk.keepRun(run(), [], [proposal('g3')])
    await desk.settle('intent', { open: ['*@0.98'], closings: [], shut: [] }, 1000)
    const id = machineLabelId('intent', 'g3')
    expect(await state('g3')).toBe('accepted')
    expect(await database.query('select source from labels where label_id = $1', [id])).toEqual([{ source: 'model' }])
    await expect(addGold({ ...gold('g3', 'other'), labelIds: [id] })).rejects.toThrow(/foreign key/)
  })

  test.each([
    { name: 'a machine label called human', sql: `update machine_labels set origin = 'human'` },
    {
      name: 'a gold item called machine',
      sql: `insert into gold_items select 'g-x', task, source, 'x', null, label, 'machine', who, false, 1 from gold_items limit 1`,
    },
    { name: 'an audited one accepted', sql: `update machine_labels set audited = true` },
  ])('the tables refuse $name', async ({ sql }) => {
    await expect(database.query(sql)).rejects.toThrow(/check/)
  })
})

describe('audits', () => {
  test('right after one who agrees; wrong until a second decides', async () => {
    await desk.keepRun(run(), [], [proposal('a1', true, 'audits'), proposal('a2', true, 'audits')])
    const [first, second] = [(await lease('ann'))!, (await lease('bob'))!]
    expect(first.task.textTaskId).not.toBe(second.task.textTaskId)
    expect(await answer(first, 'price', 'ann')).toMatchObject({ kind: 'recorded', decision: { label: 'price' } })
    expect(await answer(second, 'delivery', 'bob')).toMatchObject({ kind: 'recorded', decision: null })
    const rights = async () =>
      (await desk.audits('intent')).filter(({ cell }) => cell === 'audits').map(({ right }) => right)
    expect(await rights()).toEqual([true, false])
    expect(await lease('bob')).toBeNull() // who has answered is not asked again
    const third = (await lease('ann'))!
    expect(await answer(third, 'price', 'ann')).toMatchObject({ decision: null })
    await answer((await lease('eve'))!, 'price', 'eve')
    expect(await rights()).toEqual([true, true])
    expect([await state('a1'), await state('a2')]).toEqual(['right', 'right'])
    const given = await texts.answers(second.task.textTaskId)
    expect(given.map(({ label, who, blind }) => [label, who, blind])).toEqual([
      ['delivery', 'bob', true],
      ['price', 'ann', true],
      ['price', 'eve', true],
    ])
  })

  test('an answer is recorded once; another one under the same lease is told', async () => {
    await desk.keepRun(run(), [], [proposal('a3', true, 'once')])
    const held = (await lease('ann'))!
    const given = await answer(held, 'price', 'ann')
    expect(await answer(held, 'price', 'ann')).toMatchObject({ kind: 'recorded' })
    expect(given.kind).toBe('recorded')
    expect(await answer(held, 'other', 'ann')).toEqual({ kind: 'lost' })
  })

  test('a lease that ran out goes to somebody else, and the first one is told', async () => {
    await desk.keepRun(run(), [], [proposal('a4', true, 'late')])
    const late = (await lease('ann', 3000))!
    expect(await lease('bob', 3500)).toBeNull()
    const next = (await lease('bob', 4000))!
    expect(await answer(late, 'price', 'ann', 4100)).toEqual({ kind: 'lost' })
    expect(await answer(next, 'price', 'bob', 4200)).toMatchObject({ kind: 'recorded' })
  })

  test('what people said only grows', async () => {
    await expect(database.query(`update text_answers set label = 'x'`)).rejects.toThrow(/only grows/)
    await expect(database.query('delete from text_answers')).rejects.toThrow(/only grows/)
  })
})

test('a cell opens by its audits, and what it accepted since the last good one is withdrawn when it falls', async () => {
  const policy = { ...defaultMachinePolicy, target: 0.6 }
  expect(await desk.keepPolicy(policy, 1, 'test', 1)).toBe(true)
  expect(await desk.keepPolicy(policy, 1, 'test', 1)).toBe(false)
  const cell = '*@0.95'
  const audited = Array.from({ length: 19 }, (_, i) => proposal(`s${i}`, true, cell, 'topic'))
  await desk.keepRun(run(), [], [...audited, proposal('s-held', false, cell, 'topic')])
  const settled = () => settleMachineLabels('intent', { machine: desk }, 5000)
  expect(await settled()).toMatchObject({ accepted: 0 })
  const say = async (label: string, people: readonly string[]) => {
    for (const who of people) await answer((await lease(who, 5000))!, label, who, 5000)
  }
  for (let i = 0; i < 15; i++) await say('topic', ['ann'])
  expect(await settled()).toMatchObject({ accepted: 1, withdrawn: 0 })
  await say('other', ['ann', 'bob'])
  await desk.keepRun(run(), [], [proposal('s-later', false, cell, 'topic')])
  await settled()
  for (let i = 0; i < 3; i++) await say('other', ['ann', 'bob'])
  await settled()
  expect([await state('s-held'), await state('s-later')]).toEqual(['accepted', 'withdrawn'])
})

test('training gets machine labels only where the policy lets them in, and what people said anew always', async () => {
  const source = postgresOtherLabels(database)
  const before = await source.otherLabels()
  expect(before.machine).toEqual([])
  expect(before.relabelled.find(({ textId }) => textId === 's17')).toMatchObject({ label: 'other', task: 'intent' })
  await desk.keepPolicy({ ...defaultMachinePolicy, training: true, weight: 0.4 }, 2, 'test', 1)
  const { machine, machineShare } = await source.otherLabels()
  expect(machineShare).toBe(0.3)
  const found = machine.find(({ textId }) => textId === 's-held')
  expect(found).toMatchObject({ origin: 'machine', label: 'topic', weight: 0.4, source: 'turn' })
  expect(machine.some(({ textId }) => textId === 's-later')).toBe(false)
})

test('a person’s verdict on purpose settles a label, and is no audit', async () => {
  const audits = (await desk.audits('intent')).length
  const verdict = { label: 'delivery', who: 'zoe', recordedBy: 'test', taxonomyVersion: 1 }
  expect(await desk.decide(machineLabelId('intent', 's-held'), verdict, 6000)).toMatchObject({ state: 'rejected' })
  const again = await desk.decide(machineLabelId('intent', 's-held'), { ...verdict, label: 'topic' }, 6001)
  expect(again).toMatchObject({ state: 'confirmed' })
  expect(await desk.decide(machineLabelId('intent', 's1'), verdict, 6000)).toBeNull()
  expect(await desk.audits('intent')).toHaveLength(audits)
})

test('versions of a rule stay', async () => {
  const rule = {
    ruleId: 'r',
    version: 1,
    task: 'intent' as const,
    label: 'price',
    all: [{ kind: 'pattern' as const, pattern: 'cost' }],
    enabled: true,
    expectedPrecision: 0.8,
    note: null,
  }
  expect(await desk.keepRule(rule, 'mia', 1)).toBe(true)
  expect(await desk.keepRule(rule, 'mia', 1)).toBe(false)
  expect(await desk.keepRule({ ...rule, version: 2, enabled: false }, 'mia', 2)).toBe(true)
  expect((await desk.rules()).map(({ version, enabled }) => [version, enabled])).toEqual([[2, false]])
  expect((await desk.ruleVersions('r')).map(({ version }) => version)).toEqual([2, 1])
})

test('the history of the taxonomy, and what hangs on a label', async () => {
  const store = postgresTaxonomyStore(database)
  const change = { kind: 'add' as const, label: { id: 'price', nameEn: null, nameZh: '价格' } }
  const next = { version: 1, tasks: { intent: [change.label], objection: [] } }
  const kept = { task: 'intent' as const, change, who: 'mia', why: 'first', at: 1 }
  expect(await store.keep(next, kept, [])).toBe(true)
  expect(await store.keep(next, kept, [])).toBe(false)
  expect(await store.at(1)).toEqual(next)
  expect(await store.at(2)).toBeNull()
  expect(await store.changes(10)).toEqual([{ version: 1, ...kept }])
  const [use] = await store.use('intent', ['price'])
  expect(use).toMatchObject({ label: 'price', goldItems: 1, turns: 0, examples: 0 })
  await expect(database.query('delete from taxonomy_changes')).rejects.toThrow(/append-only/)
})

test('a rejected proposal is remembered by its members; an open one that is not found again is gone', async () => {
  const discovery = postgresDiscoveryDesk(database)
  const cluster = (ids: readonly string[]) => ({
    members: ids.map((textId) => ({
      textId,
      text: '',
      userId: 'u',
      predicted: 'price',
      conversationId: `c-${textId}`,
    })),
    coherence: 0.3,
    stability: 0.9,
    keywords: ['refund'],
    predicted: { price: ids.length },
  })
  const [first, second] = [cluster(['d1', 'd2', 'd3']), cluster(['d4', 'd5', 'd6', 'd7'])]
  const open = await discovery.keep('intent', [first, second], 1)
  expect(open.map(({ size }) => size)).toEqual([4, 3])
  const decision = { state: 'rejected' as const, who: 'mia', why: 'small talk', label: null }
  expect(await discovery.decide(open[1]!.proposalId, decision, 2)).toBe(true)
  expect(await discovery.decide(open[1]!.proposalId, decision, 2)).toBe(false)
  expect(await discovery.keep('intent', [cluster(['d1', 'd2', 'd3', 'd8'])], 3)).toEqual([])
  expect((await discovery.list('intent', null)).map(({ state }) => state).sort()).toEqual(['gone', 'rejected'])
})
