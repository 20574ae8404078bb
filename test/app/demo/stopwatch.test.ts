import { expect, test } from 'vitest'
import { startStopwatch } from '../../../src/app/demo/stopwatch.ts'

test('steps add up, failed ones too, in the order in which they began to count', async () => {
  let now = 100
  const watch = startStopwatch(() => now)
  const spend = (ms: number) => async () => {
    now += ms
    return ms
  }
  expect(await watch.on('a', spend(1000))).toBe(1000)
  await watch.on('b', spend(200))
  await watch.on('a', spend(500))
  await expect(
    watch.on('b', async () => {
      now += 300
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  now += 1000
  expect(watch.read()).toEqual({
    steps: [
      { step: 'a', seconds: 1.5 },
      { step: 'b', seconds: 0.5 },
    ],
    total: 3,
  })
})
