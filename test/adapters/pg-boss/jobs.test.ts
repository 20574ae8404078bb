import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Jobs, openJobs } from '../../../src/adapters/pg-boss/jobs.ts'
import { openTestDatabase, type TestDatabase } from '../postgres/models-engine.ts'

let engine: TestDatabase
const opened: Jobs[] = []
beforeAll(async () => {
  engine = await openTestDatabase()
})
afterAll(async () => {
  for (const jobs of opened) await jobs.stop()
  await engine.close()
})

const errors: unknown[] = []
async function open(work: Record<string, (signal: AbortSignal) => Promise<void>>): Promise<Jobs> {
  const jobs = await openJobs({
    database: engine.database,
    work,
    backstopSeconds: 2,
    onError: (error) => errors.push(error),
  })
  opened.push(jobs)
  return jobs
}

describe('jobs on pg-boss', () => {
  test('two processes that start at once share the queue; waking often is one job more, not many', async () => {
    let [done, running, most] = [0, 0, 0]
    const handler = async () => {
      most = Math.max(most, ++running)
      await sleep(50)
      running--
      done++
    }
    const [first] = await Promise.all([open({ 'loop-turn': handler }), open({ 'loop-turn': handler })])
    for (let i = 0; i < 50; i++) first.wake('loop-turn')
    await expect.poll(() => done, { timeout: 20_000 }).toBeGreaterThan(0)
    await sleep(500)
    expect(done).toBeLessThan(10)
    expect(most).toBeLessThanOrEqual(2)
    expect(errors).toEqual([])
  })

  test('a job that throws is told, and tried again', async () => {
    let tries = 0
    const jobs = await open({
      'loop-odd': async () => {
        if (++tries === 1) throw new Error('not now')
      },
    })
    jobs.wake('loop-odd')
    await expect.poll(() => tries, { timeout: 30_000, interval: 100 }).toBe(2)
    expect(errors.map(String)).toEqual(['Error: not now'])
  })

  test('its tables stand in a schema of their own, on our connections', async () => {
    const tables = await engine.database.query(
      `select 1 from information_schema.tables where table_schema = 'public' and table_name like '%job%'`,
    )
    expect(tables).toEqual([])
    const others = await engine.database.query(
      `select application_name from pg_stat_activity where backend_type = 'client backend' and application_name not like 'salesloop-%'`,
    )
    expect(others).toEqual([])
  })
})
