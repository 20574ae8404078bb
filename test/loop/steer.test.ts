import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { postgresTurnStore } from '../../src/adapters/postgres/turn-store.ts'
import { type SteerPorts, skipStep } from '../../src/loop/steer.ts'
import type { StepName } from '../../src/steering/turn.ts'
import { openTestDatabase, type TestDatabase } from '../adapters/postgres/models-engine.ts'

let bench: TestDatabase
beforeAll(async () => {
  bench = await openTestDatabase()
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

const by = { who: 'mia', recordedBy: 'key', why: 'seen enough' }

/** A turn that stands at `step`; `seen` is what a process read of it before. */
async function turnAt(step: StepName): Promise<SteerPorts> {
  const turns = postgresTurnStore(bench.database)
  await turns.begin({ trigger: { kind: 'person', detail: 'a try', who: 'mia' }, policyVersion: 0 }, 1)
  await turns.finishStep({ turnId: 't-1', step: 'freeze' }, { state: 'done', result: {}, next: step }, 2)
  return { turns } as unknown as SteerPorts // a skip asks for nothing else
}

test('a skip is done, and the ledger says by whom', async () => {
  const ports = await turnAt('watch')
  expect(await skipStep('watch', by, ports, 3)).toMatchObject({ action: 'skip', step: 'watch', who: 'mia', at: 3 })
  expect(await ports.turns.open()).toMatchObject({ step: 'decide' })
})

test('when the turn moved after it was looked at, nothing is skipped and the ledger says nothing', async () => {
  const ports = await turnAt('watch')
  const seen = await ports.turns.open()
  await ports.turns.finishStep(seen!, { state: 'done', result: {}, next: 'decide' }, 3)
  const late = { ...ports, turns: { ...ports.turns, open: async () => seen } }
  await expect(skipStep('watch', by, late, 4)).rejects.toMatchObject({ code: 'LOOP_STEP_NOT_NOW', status: 409 })
  expect(await ports.turns.ledger(10, null)).toEqual([])
  expect((await ports.turns.open())?.steps.find(({ step }) => step === 'watch')?.state).toBe('done')
})
