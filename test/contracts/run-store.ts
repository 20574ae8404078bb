import { beforeEach, describe, expect, test } from 'vitest'
import type { RunStore } from '../../src/training/run.ts'

const order = (runId: string, requestedAt = 1) => ({
  runId,
  kind: 'training' as const,
  tasks: ['intent' as const],
  seed: 1,
  who: 'mia',
  requestedAt,
})

/** One suite for every store of runs. */
export function runStoreContract(engine: string, open: () => Promise<RunStore>): void {
  describe(`${engine}: RunStore`, () => {
    let runs: RunStore
    beforeEach(async () => {
      runs = await open()
    })

    test('an order waits, is taken once, ends once', async () => {
      expect(await runs.waiting()).toBe(false)
      expect(await runs.take(5)).toBeNull()
      await runs.add(order('r-1'))
      expect(await runs.waiting()).toBe(true)
      expect(await runs.get('r-1')).toMatchObject({ state: 'queued', attempts: 0, tasks: ['intent'], startedAt: null })
      const run = (await runs.take(5))!
      expect(run).toMatchObject({ runId: 'r-1', state: 'running', attempts: 1, startedAt: 5 })
      await runs.note(run, { candidate: 'b-1', evaluation: { verdict: 'pass' } })
      await runs.finish(run, { state: 'done' }, 9)
      expect(await runs.get('r-1')).toMatchObject({
        state: 'done',
        finishedAt: 9,
        candidate: 'b-1',
        evaluation: { verdict: 'pass' },
      })
      expect(await runs.waiting()).toBe(false)
      expect(await runs.take(10)).toBeNull()
    })

    test('oldest first; what was left in the middle before all others, with its first start', async () => {
      for (const id of ['r-1', 'r-2', 'r-3']) await runs.add(order(id))
      const first = (await runs.take(5))!
      await runs.note(first, { candidate: 'b-1' })
      expect(await runs.take(8)).toMatchObject({ runId: 'r-1', attempts: 2, startedAt: 5, candidate: 'b-1' })
      await runs.finish(
        { runId: 'r-1', attempts: 2 },
        { state: 'failed', error: { code: 'LOOP_X', message: 'why' } },
        9,
      )
      expect(await runs.get('r-1')).toMatchObject({ state: 'failed', error: { code: 'LOOP_X', message: 'why' } })
      expect((await runs.take(10))?.runId).toBe('r-2')
    })

    test('an attempt that was taken over changes nothing any more', async () => {
      await runs.add(order('r-1'))
      const late = (await runs.take(5))!
      const present = (await runs.take(6))!
      await runs.note(late, { candidate: 'b-late' })
      await runs.finish(late, { state: 'failed' }, 7)
      expect(await runs.get('r-1')).toMatchObject({ state: 'running', candidate: null })
      await runs.finish(present, { state: 'refused' }, 8)
      expect(await runs.get('r-1')).toMatchObject({ state: 'refused', finishedAt: 8 })
    })

    test('a run keeps for which assistant it was ordered', async () => {
      await runs.add({ ...order('r-1'), assistant: 'shop' })
      await runs.add(order('r-2'))
      expect((await runs.list(10)).map((run) => run.assistant)).toEqual([null, 'shop'])
    })

    test('an unknown run is null, a known one cannot be ordered twice', async () => {
      expect(await runs.get('r-9')).toBeNull()
      await runs.add(order('r-1'))
      await expect(runs.add(order('r-1'))).rejects.toThrow()
      expect((await runs.list(10)).map((run) => run.runId)).toEqual(['r-1'])
    })
  })
}
