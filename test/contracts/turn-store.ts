import { beforeEach, describe, expect, test } from 'vitest'
import { defaultPolicy } from '../../src/steering/policy.ts'
import type { Trigger } from '../../src/steering/turn.ts'
import type { TurnStore } from '../../src/steering/turn-store.ts'

const trigger: Trigger = { kind: 'labels', detail: '50 new labels of intent', who: 'loop' }
const order = { turnId: null, step: null, who: 'mia', recordedBy: 'key', why: 'a try' } as const

/** One suite for every store of turns. */
export function turnStoreContract(engine: string, open: () => Promise<TurnStore>): void {
  describe(`${engine}: TurnStore`, () => {
    let turns: TurnStore
    beforeEach(async () => {
      turns = await open()
    })

    test('one turn is open at a time, of ten that begin at once', async () => {
      const begun = await Promise.all(Array.from({ length: 10 }, () => turns.begin({ trigger, policyVersion: 0 }, 5)))
      expect(begun.filter((turn) => turn !== null)).toMatchObject([
        {
          turnId: 't-1',
          trigger,
          state: 'open',
          step: 'freeze',
          startedAt: 5,
          steps: [{ step: 'freeze', state: 'doing' }],
        },
      ])
      expect(await turns.open()).toMatchObject({ turnId: 't-1' })
      await turns.end({ turnId: 't-1', step: 'freeze' }, 'nothing_new', 'Nothing came.', 9)
      expect(await turns.open()).toBeNull()
      expect(await turns.begin({ trigger, policyVersion: 0 }, 9)).toMatchObject({ turnId: 't-2' })
      expect((await turns.list(10, null)).map(({ turnId }) => turnId)).toEqual(['t-2', 't-1'])
      expect((await turns.list(10, 2)).map(({ turnId }) => turnId)).toEqual(['t-1'])
    })

    test('a step ends once; who comes late changes nothing', async () => {
      await turns.begin({ trigger, policyVersion: 0 }, 5)
      const at = { turnId: 't-1', step: 'freeze' } as const
      await turns.wait(at, 'the snapshot to be taken', null)
      expect((await turns.get('t-1'))?.steps).toMatchObject([{ waitsFor: 'the snapshot to be taken' }])
      const done = { state: 'done', result: { snapshot: 's-1' }, next: 'train', runId: 'r-loop-1' } as const
      await turns.finishStep(at, done, 7)
      await turns.finishStep(at, { ...done, result: { snapshot: 's-late' }, next: 'ramp' }, 8)
      await turns.end(at, 'failed', 'Too late.', 8)
      await turns.wait(at, 'something else', 1)
      expect(await turns.get('t-1')).toMatchObject({
        state: 'open',
        step: 'train',
        runId: 'r-loop-1',
        steps: [
          { step: 'freeze', state: 'done', finishedAt: 7, waitsFor: null, result: { snapshot: 's-1' } },
          { step: 'train', state: 'doing', startedAt: 7, finishedAt: null },
        ],
      })
    })

    test('a skip stands in the ledger when it was one, else nowhere', async () => {
      await turns.begin({ trigger, policyVersion: 0 }, 5)
      const at = { turnId: 't-1', step: 'freeze' } as const
      const skipped = { state: 'skipped', result: { skipped_by: 'mia' }, next: 'decide' } as const
      const skip = { ...order, action: 'skip', ...at } as const
      const both = await Promise.all([7, 7].map((now) => turns.skipStep(at, skipped, skip, now)))
      expect(both.filter((entry) => entry !== null)).toMatchObject([{ action: 'skip', step: 'freeze', at: 7 }])
      expect(await turns.skipStep(at, skipped, skip, 8)).toBeNull()
      expect(await turns.ledger(10, null)).toHaveLength(1)
      expect(await turns.get('t-1')).toMatchObject({ step: 'decide', steps: [{ state: 'skipped', finishedAt: 7 }, {}] })
    })

    test('policies are versions; a change on an old one is told', async () => {
      expect(await turns.policy()).toMatchObject({ version: 0, train: { automatic: false } })
      const watch = { forMs: 1000 }
      const kept = await turns.keepPolicy({ ...defaultPolicy, watch }, 0, { ...order, action: 'policy' }, 5)
      expect(kept).toMatchObject({ version: 1, sinceAt: 5, changedBy: 'mia', why: 'a try', watch })
      const late = turns.keepPolicy(defaultPolicy, 0, { ...order, action: 'policy' }, 6)
      await expect(late).rejects.toMatchObject({ code: 'LOOP_POLICY_CHANGED', status: 409 })
      expect(await turns.policy()).toEqual(kept)
      expect(await turns.ledger(10, null)).toMatchObject([{ action: 'policy', at: 5, who: 'mia', recordedBy: 'key' }])
    })

    test('paused from a pause to the next resume', async () => {
      expect(await turns.paused()).toBeNull()
      await turns.record({ ...order, action: 'pause' }, 5)
      await turns.record({ ...order, action: 'skip', turnId: 't-1', step: 'watch' }, 6)
      expect(await turns.paused()).toEqual({ since: 5, who: 'mia', why: 'a try' })
      const { seq } = await turns.record({ ...order, action: 'resume' }, 7)
      expect(await turns.paused()).toBeNull()
      expect((await turns.ledger(10, seq)).map(({ action }) => action)).toEqual(['skip', 'pause'])
    })
  })
}
