import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { postgresFaultStore } from '../../../src/adapters/postgres/fault-store.ts'
import type { FaultStore } from '../../../src/training/fault-store.ts'
import { openPostgres } from './pool-engine.ts'

const CUT_OFF = { times: 3, error: { code: 'LOOP_FAULT_RUN_CUT_OFF', message: 'cut off' } }

let opened: Awaited<ReturnType<typeof openPostgres>>
let store: FaultStore
beforeAll(async () => {
  opened = await openPostgres()
  store = postgresFaultStore(opened.database)
})
beforeEach(() => opened.database.query('delete from fault_runs'))
afterAll(() => opened.close())

const take = (now: number) => store.takeRun(now, CUT_OFF)

test('a run that is cut off each time it is taken up fails in the end, and the next one has its turn', async () => {
  await store.addRun({ runId: 'kills', who: 'mia', requestedAt: 1 })
  await store.addRun({ runId: 'next', who: 'mia', requestedAt: 2 })
  for (const attempts of [1, 2, 3])
    expect(await take(10 * attempts)).toMatchObject({ runId: 'kills', attempts, startedAt: 10 })
  expect(await take(40)).toMatchObject({ runId: 'next', attempts: 1 })
  expect(await store.run('kills')).toMatchObject({
    ...{ state: 'failed', attempts: 3, finishedAt: 40, error: CUT_OFF.error },
  })
})

test('one that is done in its last attempt stays done', async () => {
  await store.addRun({ runId: 'slow', who: 'mia', requestedAt: 1 })
  await take(1)
  await take(2)
  const last = await take(3)
  await store.finishRun(last!, { state: 'done', snapshot: 's', model: 'm' }, 4)
  expect(await take(5)).toBe(null)
  expect(await store.run('slow')).toMatchObject({ state: 'done', attempts: 3, finishedAt: 4, error: null })
})
