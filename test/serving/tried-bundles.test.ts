import { expect, test } from 'vitest'
import type { LoadedBundle } from '../../src/serving/answer.ts'
import { TriedBundles } from '../../src/serving/tried-bundles.ts'

const bundle = (id: string): LoadedBundle => ({ id, classifiers: {} })
const served = { loaded: new Map([['live', bundle('live')]]), broken: new Map(), standIns: new Map() }

function tried(broken = new Set<string>()) {
  const loads: string[] = []
  const load = async (id: string): Promise<LoadedBundle> => {
    loads.push(id)
    if (broken.has(id)) throw new Error(`${id} is damaged`)
    return bundle(id)
  }
  return { loads, broken, bundles: new TriedBundles({ served }, load) }
}

test('what is served is not loaded again; two who ask at once wait for one load', async () => {
  const { loads, bundles } = tried()
  const [a, b] = await Promise.all([bundles.bundle('next'), bundles.bundle('next'), bundles.bundle('live')])
  expect([loads, a === b]).toEqual([['next'], true])
})

test('the three asked for last stay in memory', async () => {
  const { loads, bundles } = tried()
  for (const id of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'b']) await bundles.bundle(id)
  expect(loads).toEqual(['a', 'b', 'c', 'd', 'b'])
})

test('a failed load is told, and tried again the next time', async () => {
  const { broken, bundles } = tried(new Set(['next']))
  await expect(bundles.bundle('next')).rejects.toThrow('damaged')
  broken.clear()
  expect((await bundles.bundle('next')).id).toBe('next')
})
