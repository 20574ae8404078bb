import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { auditLedger, fillQueue, workThrough } from '../process/annotators.ts'
import { cleanUp, type Service, startService } from '../process/service.ts'

const ITEMS = 500
const ANNOTATORS = 20
const SEED = process.env.CHAOS_SEED ?? '1'

afterAll(cleanUp)

test('20 annotators, 500 items, leases that run out, two kills: each item has the answers it wants, and none is lost', async () => {
  let service: Service = await startService({ args: ['--clock=replay'] })
  const { dataDir } = service
  await fillQueue(service, ITEMS, 0.5, 3)
  let working = true
  const killer = (async () => {
    for (let kills = 0; kills < 2 && working; kills++) {
      await sleep(2500)
      if (!working) return kills
      await service.kill()
      service = await startService({ dataDir, args: ['--clock=replay'] })
    }
    return 2
  })()
  const shift = await workThrough({ service: () => service, annotators: ANNOTATORS, seed: SEED })
  working = false
  expect(await killer).toBeGreaterThan(0)
  const { answers } = await auditLedger(service, ITEMS, shift)
  expect(answers).toBeGreaterThan(1.7 * ITEMS)
  expect(shift.abandoned).toBeGreaterThan(0)
  expect(shift.released).toBeGreaterThan(0)
  expect(shift.stale).toBeGreaterThan(0)
  console.log(
    `${answers} answers to ${ITEMS} items, ${shift.acknowledged.size} acknowledged, ${shift.stale} told that they are late, ${shift.abandoned} abandoned, ${shift.released} given back`,
  )
})
