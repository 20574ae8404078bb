import { afterAll, expect, test } from 'vitest'
import { attack } from '../chaos/attack.ts'
import { twoBundles } from './learning.ts'
import { cleanUp, startService } from './service.ts'

afterAll(cleanUp)

/** The long run is test/chaos/mutated.test.ts. */
test('600 mutated requests to every route: each 2xx or 4xx with a reason', async () => {
  const service = await startService()
  await twoBundles(service)
  const { bad } = await attack(service, 600, 7)
  expect(bad.slice(0, 3)).toEqual([])
  expect(service.stderr()).not.toContain('"level":50')
  expect(service.process.exitCode).toBeNull()
})
